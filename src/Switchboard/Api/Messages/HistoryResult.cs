using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>A part of a channel's past.</summary>
internal sealed record HistoryResult
{
    [Description("The publications, in the order asked for.")]
    public required IReadOnlyList<HistoryPublication> Publications { get; init; }

    [Description("The epoch of the stream.")]
    public required string Epoch { get; init; }

    [Description("The newest offset of the stream.")]
    public required ulong Offset { get; init; }
}
