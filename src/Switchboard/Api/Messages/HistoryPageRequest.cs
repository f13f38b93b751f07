using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Switchboard.Api.Messages;

/// <summary>Reads a channel's past.</summary>
internal sealed record HistoryPageRequest
{
    [Description("The channel.")]
    [Required]
    public string? Channel { get; init; }

    [Description("The most publications to return. 0 returns the position alone, a negative number a whole page.")]
    public int Limit { get; init; }

    [Description("The position behind which, or before which, to begin.")]
    public StreamPosition? Since { get; init; }

    [Description("Whether the newest comes first.")]
    public bool Reverse { get; init; }
}
