using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Switchboard.Api.Messages;

/// <summary>A publication of the past.</summary>
internal sealed record HistoryPublication
{
    /// <summary>The payload, where it is JSON.</summary>
    [Description("The payload, where it is JSON.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Data { get; init; }

    /// <summary>The payload in base64, where it is not JSON.</summary>
    [Description("The payload in base64, where it is not JSON.")]
    [JsonPropertyName("b64data")]
    public string? B64Data { get; init; }

    /// <summary>The connection that published; absent for a service.</summary>
    [Description("The connection that published; absent for a service.")]
    public ApiClientInfo? Info { get; init; }

    /// <summary>The offset.</summary>
    [Description("The offset.")]
    public required ulong Offset { get; init; }

    /// <summary>The tags.</summary>
    [Description("The tags.")]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>When it was published, in Unix milliseconds.</summary>
    [Description("When it was published, in Unix milliseconds.")]
    public required long Time { get; init; }
}
