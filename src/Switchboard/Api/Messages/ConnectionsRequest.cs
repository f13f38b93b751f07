using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Asks for connections.</summary>
internal sealed record ConnectionsRequest
{
    /// <summary>Those of this user only.</summary>
    [Description("Those of this user only.")]
    public string? User { get; init; }

    /// <summary>Those that are subscribed to this channel only.</summary>
    [Description("Those that are subscribed to this channel only.")]
    public string? Channel { get; init; }

    /// <summary>The cursor of the page before.</summary>
    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    /// <summary>The most connections to return, up to 1000. 0 or absent is 100.</summary>
    [Description("The most connections to return, up to 1000. 0 or absent is 100.")]
    public int Limit { get; init; }
}
