using System.ComponentModel;
using System.Text.Json.Serialization;
using Switchboard.Json;

namespace Switchboard.Api.Messages;

/// <summary>What a connection shows of itself.</summary>
internal sealed record ApiClientInfo
{
    [Description("The user id; empty for an anonymous connection.")]
    public required string User { get; init; }

    [Description("The client id.")]
    public required string Client { get; init; }

    [Description("The JSON attached to the connection.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson ConnInfo { get; init; }

    [Description("The JSON attached to the subscription.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson ChanInfo { get; init; }
}
