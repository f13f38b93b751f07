namespace Switchboard.Storage.Maintenance;

/// <summary>An idempotency key in an export.</summary>
internal sealed record ExportedKey(byte[] Key, long Offset, long KeptUntil);
