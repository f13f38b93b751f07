using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Reads a channel's past.</summary>
internal sealed record HistoryPageRequest
{
    /// <summary>The channel.</summary>
    [Description("The channel.")]
    public string? Channel { get; init; }

    /// <summary>The most publications to return. 0 returns the position alone, a negative number a whole page.</summary>
    [Description("The most publications to return. 0 returns the position alone, a negative number a whole page.")]
    public int Limit { get; init; }

    /// <summary>The position behind which, or before which, to begin.</summary>
    [Description("The position behind which, or before which, to begin.")]
    public StreamPosition? Since { get; init; }

    /// <summary>Whether the newest comes first.</summary>
    [Description("Whether the newest comes first.")]
    public bool Reverse { get; init; }
}
