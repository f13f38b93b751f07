namespace Switchboard.Commands;

/// <summary>What a connection wants to publish.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Data">The payload.</param>
/// <param name="IsCheckedJson">Whether <paramref name="Data"/> came out of a JSON reader and has no line breaks.</param>
/// <param name="IdempotencyKey">Makes a repeated publish return the first one's result; null for none.</param>
/// <param name="Event">The event name; null for none.</param>
internal readonly record struct ClientPublish(string Channel, ReadOnlyMemory<byte> Data, bool IsCheckedJson, string? IdempotencyKey = null, string? Event = null);
