using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Asks for connections.</summary>
internal sealed record ConnectionsRequest
{
    [Description("Those of this user only.")]
    public string? User { get; init; }

    [Description("Those that are subscribed to this channel only.")]
    public string? Channel { get; init; }

    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("The most connections to return, up to 1000. 0 or absent is 100.")]
    public int Limit { get; init; }
}
