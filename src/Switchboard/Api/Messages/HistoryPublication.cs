using System.ComponentModel;
using System.Text.Json.Serialization;
using Switchboard.Json;

namespace Switchboard.Api.Messages;

/// <summary>A publication of the past.</summary>
internal sealed record HistoryPublication
{
    [Description("The payload, where it is JSON.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Data { get; init; }

    [Description("The payload in base64, where it is not JSON.")]
    [JsonPropertyName("b64data")]
    public string? B64Data { get; init; }

    [Description("The connection that published; absent for a service.")]
    public ApiClientInfo? Info { get; init; }

    [Description("The offset.")]
    public required ulong Offset { get; init; }

    [Description("The tags.")]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    [Description("When it was published, in Unix milliseconds.")]
    public required long Time { get; init; }
}
