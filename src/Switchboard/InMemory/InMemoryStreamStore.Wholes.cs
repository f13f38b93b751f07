using System.Collections.Concurrent;
using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <content>The wholes of mutable channels.</content>
public sealed partial class InMemoryStreamStore
{
    // The streams that have open publications, or had some when they were last looked at.
    private readonly ConcurrentDictionary<MemoryStreamState, bool> _open = new();

    /// <inheritdoc/>
    public ValueTask<StreamSlice> ReadWholesAsync(string channel, StreamRetention retention, WholeRead read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        var now = _time.GetTimestamp();
        if (_streams.TryGetValue(channel, out var stream) && stream.TryReadWholes(retention, read, now, _generations, _budget) is { } slice)
        {
            Use(stream, now);
            return ValueTask.FromResult(slice);
        }

        return ValueTask.FromResult(new StreamSlice([], new Position(0, _generations.EpochOf(channel))));
    }

    /// <inheritdoc/>
    public ValueTask<string?> FindIdAsync(string channel, Position position, CancellationToken cancellationToken)
        => ValueTask.FromResult(_streams.TryGetValue(channel, out var stream) ? stream.FindId(position) : null);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OverduePublication>> ListOverdueAsync(int limit, CancellationToken cancellationToken)
    {
        var now = _time.GetTimestamp();
        var found = new List<OverduePublication>();
        foreach (var (stream, _) in _open)
        {
            if (found.Count >= limit)
            {
                break;
            }

            // Taken out before it is looked at: what opens meanwhile puts it back.
            _open.TryRemove(stream, out _);
            stream.ListOverdue(now, limit, found);
            NoteOpen(stream);
        }

        return ValueTask.FromResult<IReadOnlyList<OverduePublication>>(found);
    }

    /// <inheritdoc/>
    public ValueTask ForgetWholesAsync(string channel, CancellationToken cancellationToken)
    {
        if (_streams.TryGetValue(channel, out var stream))
        {
            stream.ForgetWholes(_budget);
        }

        return ValueTask.CompletedTask;
    }

    // No place is taken, and nothing given up for it, where nothing comes of the change.
    private AppendResult? FindNothingToChange(string channel)
    {
        _streams.TryGetValue(channel, out var stream);
        return stream is { HasPlace: true } ? null : new AppendResult(stream?.ReadTop() ?? new Position(0, _generations.EpochOf(channel)), AppendOutcome.Refused)
        {
            Refusal = MutationRefusal.Missing,
        };
    }

    private void NoteOpen(MemoryStreamState stream)
    {
        if (stream.HasOpen)
        {
            _open.TryAdd(stream, true);
        }
    }
}
