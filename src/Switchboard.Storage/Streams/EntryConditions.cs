using System.Text;
using Switchboard.Extensibility;

namespace Switchboard.Storage.Streams;

/// <summary>Whether a change of an entry takes effect.</summary>
internal static class EntryConditions
{
    /// <summary>What becomes of a change that does not take effect; null where nothing is in its way.</summary>
    /// <param name="change">The change.</param>
    /// <param name="stream">The stream; null where there is none, or one that is over.</param>
    /// <param name="entry">The entry of its key; null where there is none.</param>
    public static MapOutcome? Refuse(MapChange change, StreamRow? stream, EntryRow? entry)
    {
        if (change.Expected is { } expected && !IsAt(stream, entry, expected))
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

        var isStale = change.Version > 0 && change.Version <= (ulong)entry.Version
            && Encoding.UTF8.GetBytes(change.VersionEpoch).AsSpan().SequenceEqual(entry.VersionEpoch);
        return isStale ? MapOutcome.Stale : null;
    }

    private static bool IsAt(StreamRow? stream, EntryRow? entry, Position expected) => expected.Offset == 0
        ? entry is null
        : stream is not null && entry is not null && (ulong)(entry.Number - stream.Base) == expected.Offset && stream.Epoch == expected.Epoch;
}
