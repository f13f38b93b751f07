using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>A part of a channel's past.</summary>
internal sealed record HistoryResult
{
    /// <summary>The publications, in the order asked for.</summary>
    [Description("The publications, in the order asked for.")]
    public required IReadOnlyList<HistoryPublication> Publications { get; init; }

    /// <summary>The epoch of the stream.</summary>
    [Description("The epoch of the stream.")]
    public required string Epoch { get; init; }

    /// <summary>The newest offset of the stream.</summary>
    [Description("The newest offset of the stream.")]
    public required ulong Offset { get; init; }
}
