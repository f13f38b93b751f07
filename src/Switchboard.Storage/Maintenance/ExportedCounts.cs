namespace Switchboard.Storage.Maintenance;

/// <summary>What an export's end says was in it.</summary>
internal sealed record ExportedCounts(long Streams, long Publications);
