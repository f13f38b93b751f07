namespace Switchboard.Storage.Streams;

/// <summary>An idempotency key of a stream, and what it was first used for.</summary>
/// <param name="StreamId">The stream's key.</param>
/// <param name="Key">The key, in UTF-8.</param>
/// <param name="Number">The publication's number.</param>
/// <param name="KeptUntil">Until when it is remembered, in Unix milliseconds.</param>
internal sealed record KeyRow(long StreamId, byte[] Key, long Number, long KeptUntil);
