using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Switchboard.Api.Messages;

/// <summary>What a connection shows of itself.</summary>
internal sealed record ApiClientInfo
{
    /// <summary>The user id; empty for an anonymous connection.</summary>
    [Description("The user id; empty for an anonymous connection.")]
    public required string User { get; init; }

    /// <summary>The client id.</summary>
    [Description("The client id.")]
    public required string Client { get; init; }

    /// <summary>The JSON attached to the connection.</summary>
    [Description("The JSON attached to the connection.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson ConnInfo { get; init; }

    /// <summary>The JSON attached to the subscription.</summary>
    [Description("The JSON attached to the subscription.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson ChanInfo { get; init; }
}
