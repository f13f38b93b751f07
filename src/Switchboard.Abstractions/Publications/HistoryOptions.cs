namespace Switchboard;

/// <summary>Which part of a channel's past to read.</summary>
/// <remarks>
/// A page may be shorter than <see cref="Limit"/>, since replies are bounded in bytes (<c>limits.replyBytes</c>, <c>api.maxReplyBytes</c>). Whoever
/// wants more asks again with <see cref="Since"/> at its last publication, until a page is empty.
/// </remarks>
public sealed record HistoryOptions
{
    /// <summary>As much as a page may hold, oldest first.</summary>
    public static HistoryOptions Default { get; } = new();

    /// <summary>The most publications: negative for as many as <c>limits.historyPage</c> allows, 0 for the position alone.</summary>
    public int Limit { get; init; } = -1;

    /// <summary>The position to start behind; null for the beginning, or the end when reading backwards.</summary>
    public Position? Since { get; init; }

    /// <summary>Newest first instead of oldest first.</summary>
    public bool Reverse { get; init; }
}

/// <summary>Publications read from a stream, with the stream's top at that moment.</summary>
/// <param name="Publications">The publications, in the order asked for.</param>
/// <param name="Top">The newest position of the stream.</param>
public sealed record StreamSlice(IReadOnlyList<Publication> Publications, Position Top);
