namespace Switchboard.Client;

/// <summary>A part of a channel's history.</summary>
/// <param name="Publications">The publications, in the order that was asked for.</param>
/// <param name="Top">The position of the channel's newest publication.</param>
public sealed record HistoryResult(IReadOnlyList<Publication> Publications, Position Top);
