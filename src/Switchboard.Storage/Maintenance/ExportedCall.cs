namespace Switchboard.Storage.Maintenance;

/// <summary>A call with an idempotency key in an export. One that is under way is exported so: a repeat is then told that nobody knows what it came to.</summary>
internal sealed record ExportedCall(byte[] Key, long HasEnded, long ErrorCode, byte[] ErrorMessage, long IsTemporary, byte[] Data, long KeptUntil);
