using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>Whether a change takes effect.</summary>
internal static class MapConditions
{
    /// <summary>What becomes of a change that does not take effect; null where nothing is in its way.</summary>
    /// <param name="change">The change.</param>
    /// <param name="entry">The entry of its key; null where there is none.</param>
    public static MapOutcome? Refuse(MapChange change, MapEntry? entry)
    {
        if (change.Expected is { } expected && !IsAt(entry, expected))
        {
            return MapOutcome.Conflict;
        }

        if (entry is null)
        {
            return change.Publication.IsRemoval || change.KeyMode == MapKeyMode.IfExists ? MapOutcome.Missing : null;
        }

        if (change.KeyMode == MapKeyMode.IfNew && !change.Publication.IsRemoval)
        {
            return MapOutcome.Exists;
        }

        return change.Version > 0 && change.Version <= entry.Version && change.VersionEpoch == entry.VersionEpoch ? MapOutcome.Stale : null;
    }

    private static bool IsAt(MapEntry? entry, Position expected) => expected.Offset == 0
        ? entry is null
        : entry is not null && entry.Publication.Offset == expected.Offset && entry.Publication.Epoch == expected.Epoch;
}
