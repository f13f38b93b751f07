using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Json;

namespace Switchboard.Api.Messages;

/// <summary>Subscribes connections to a channel.</summary>
internal sealed record SubscribeRequest : TargetRequest
{
    [Description("The channel.")]
    [Required]
    public string? Channel { get; init; }

    [Description("When the subscription expires, in Unix seconds. 0 is never.")]
    public long ExpireAt { get; init; }

    [Description("JSON shown to others as the subscription's info.")]
    public RawJson Info { get; init; }

    [Description("The info in base64.")]
    [JsonPropertyName("b64info")]
    public byte[]? B64Info { get; init; }

    [Description("JSON handed to the client with the subscription.")]
    public RawJson Data { get; init; }

    [Description("The data in base64.")]
    [JsonPropertyName("b64data")]
    public byte[]? B64Data { get; init; }

    [Description("The position that the client has: it is sent what came behind it.")]
    public StreamPosition? RecoverSince { get; init; }

    [Description("Deviations from the namespace's options.")]
    public SubscriptionOverrides? Override { get; init; }
}
