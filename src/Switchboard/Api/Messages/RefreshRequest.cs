using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Sets a new expiry for connections.</summary>
internal sealed record RefreshRequest : TargetRequest
{
    /// <summary>Whether the connections have expired and are closed.</summary>
    [Description("Whether the connections have expired and are closed.")]
    public bool Expired { get; init; }

    /// <summary>When they expire, in Unix seconds. 0 is never.</summary>
    [Description("When they expire, in Unix seconds. 0 is never.")]
    public long ExpireAt { get; init; }

    /// <summary>JSON that replaces the connections' info.</summary>
    [Description("JSON that replaces the connections' info.")]
    public RawJson Info { get; init; }
}
