using System.ComponentModel;
using System.Text.Json.Serialization;
using Switchboard.Json;

namespace Switchboard.Api.Messages;

/// <summary>A message in an inbox.</summary>
internal sealed record InboxEntry
{
    [Description("The id of the message.")]
    public required string Id { get; init; }

    [Description("What was sent, where it is JSON.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Data { get; init; }

    [Description("What was sent in base64, where it is not JSON.")]
    [JsonPropertyName("b64data")]
    public byte[]? B64Data { get; init; }

    [Description("The user who sent it; absent where a service did.")]
    public string? Sender { get; init; }

    [Description("The tags, with event, kind, priority and reply_to among them.")]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    [Description("How far it has come: accepted, delivered or read.")]
    public required string State { get; init; }

    [Description("Whether it is archived.")]
    public required bool Archived { get; init; }

    [Description("When it was accepted, in Unix milliseconds.")]
    public required long Time { get; init; }

    [Description("When it expires, in Unix milliseconds; absent for never.")]
    public long? ExpiresAt { get; init; }
}
