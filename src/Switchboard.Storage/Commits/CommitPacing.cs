using System.Diagnostics;

namespace Switchboard.Storage.Commits;

/// <summary>Says for how long a group may grow before it is committed: where the last ones were larger, those who were just answered are about to write again.</summary>
/// <remarks>
/// Without it, fast disks are flushed for a few writes at a time while most writers are being answered. A lone writer never waits, and nobody
/// for longer than half a flush.
/// </remarks>
internal sealed class CommitPacing
{
    private static readonly long _longest = Stopwatch.Frequency / 500;

    private long _patience;
    private int _last;
    private int _previous;

    /// <summary>How many writes a group should have.</summary>
    public int Expected => (_last + _previous + 1) / 2;

    /// <summary>Notes a commit.</summary>
    /// <param name="writes">How many writes shared it.</param>
    /// <param name="ticks">How long it took, in <see cref="Stopwatch"/> time.</param>
    public void Committed(int writes, long ticks)
    {
        (_previous, _last) = (_last, writes);
        _patience = Math.Min(ticks / 2, _longest);
    }

    /// <summary>Until when a group may grow that begins now, in <see cref="Stopwatch"/> time.</summary>
    public long Deadline() => Stopwatch.GetTimestamp() + _patience;
}
