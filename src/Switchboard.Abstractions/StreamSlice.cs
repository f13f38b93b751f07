namespace Switchboard;

/// <summary>Publications read from a stream, with the stream's top at that moment.</summary>
/// <param name="Publications">The publications, in the order asked for.</param>
/// <param name="Top">The newest position of the stream.</param>
public sealed record StreamSlice(IReadOnlyList<Publication> Publications, Position Top);
