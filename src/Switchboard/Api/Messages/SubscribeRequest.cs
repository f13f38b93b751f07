using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Switchboard.Api.Messages;

/// <summary>Subscribes connections to a channel.</summary>
internal sealed record SubscribeRequest : TargetRequest
{
    /// <summary>The channel.</summary>
    [Description("The channel.")]
    public string? Channel { get; init; }

    /// <summary>When the subscription expires, in Unix seconds. 0 is never.</summary>
    [Description("When the subscription expires, in Unix seconds. 0 is never.")]
    public long ExpireAt { get; init; }

    /// <summary>JSON shown to others as the subscription's info.</summary>
    [Description("JSON shown to others as the subscription's info.")]
    public RawJson Info { get; init; }

    /// <summary>The info in base64.</summary>
    [Description("The info in base64.")]
    [JsonPropertyName("b64info")]
    public byte[]? B64Info { get; init; }

    /// <summary>JSON handed to the client with the subscription.</summary>
    [Description("JSON handed to the client with the subscription.")]
    public RawJson Data { get; init; }

    /// <summary>The data in base64.</summary>
    [Description("The data in base64.")]
    [JsonPropertyName("b64data")]
    public byte[]? B64Data { get; init; }

    /// <summary>The position that the client has: it is sent what came behind it.</summary>
    [Description("The position that the client has: it is sent what came behind it.")]
    public StreamPosition? RecoverSince { get; init; }

    /// <summary>Deviations from the namespace's options.</summary>
    [Description("Deviations from the namespace's options.")]
    public SubscriptionOverrides? Override { get; init; }
}
