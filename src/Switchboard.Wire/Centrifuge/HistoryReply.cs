namespace Switchboard.Wire.Centrifuge;

/// <summary>The result of a history command.</summary>
/// <param name="Publications">The publications, in the order asked for.</param>
/// <param name="Top">The newest position of the stream.</param>
public sealed record HistoryReply(IReadOnlyList<Publication> Publications, Position Top) : CentrifugeReply;
