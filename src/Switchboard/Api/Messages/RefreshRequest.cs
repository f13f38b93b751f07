using System.ComponentModel;
using Switchboard.Json;

namespace Switchboard.Api.Messages;

/// <summary>Sets a new expiry for connections.</summary>
internal sealed record RefreshRequest : TargetRequest
{
    [Description("Whether the connections have expired and are closed.")]
    public bool Expired { get; init; }

    [Description("When they expire, in Unix seconds. 0 is never.")]
    public long ExpireAt { get; init; }

    [Description("JSON that replaces the connections' info.")]
    public RawJson Info { get; init; }
}
