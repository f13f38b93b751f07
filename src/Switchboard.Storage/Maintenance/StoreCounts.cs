namespace Switchboard.Storage.Maintenance;

/// <summary>How much was exported or imported.</summary>
/// <param name="Streams">Streams.</param>
/// <param name="Publications">Publications.</param>
internal sealed record StoreCounts(long Streams, long Publications);
