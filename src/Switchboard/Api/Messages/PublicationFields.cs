using System.ComponentModel;
using System.Text.Json.Serialization;
using Switchboard.Json;

namespace Switchboard.Api.Messages;

/// <summary>What is published, and how.</summary>
internal abstract record PublicationFields
{
    [Description("Any JSON value, delivered as it is written here.")]
    public RawJson Data { get; init; }

    [Description("The payload in base64, in place of data. Where the namespace takes any bytes, it need not be JSON.")]
    [JsonPropertyName("b64data")]
    public byte[]? B64Data { get; init; }

    [Description("Whether the publication is delivered without being kept.")]
    public bool SkipHistory { get; init; }

    [Description("Labels that filters and receivers may read.")]
    public Dictionary<string, string>? Tags { get; init; }

    [Description("The event name. It travels as the tag event.")]
    public string? Event { get; init; }

    [Description("A key that makes a repeated publish return the first one's result.")]
    public string? IdempotencyKey { get; init; }

    [Description("Accepted, and not granted: publications are sent whole.")]
    public bool Delta { get; init; }

    [Description("The version of the data: what is not newer is dropped. 0 is no version.")]
    public ulong Version { get; init; }

    [Description("What versions are compared within: another one starts the comparison anew.")]
    public string? VersionEpoch { get; init; }
}
