using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>Streams in this process: gone when it ends, and with another epoch afterwards.</summary>
/// <param name="time">The time by which publications and positions age.</param>
/// <param name="maxStreams">How many streams are kept at most, asked at each new one; 0 for any number.</param>
public sealed class InMemoryStreamStore(TimeProvider time, Func<int> maxStreams) : IStreamStore
{
    private readonly ConcurrentDictionary<string, MemoryStreamState> _streams = new(StringComparer.Ordinal);
    private readonly Lock _opening = new();
    private int _count;

    /// <summary>How many streams there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(StreamAppend append, IPublicationSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(append);
        while (TryOpen(append.Channel, out var stream))
        {
            if (stream.TryAppend(append, sink, time.GetTimestamp()) is { } result)
            {
                return ValueTask.FromResult(result);
            }
        }

        return ValueTask.FromResult(new AppendResult(default, AppendOutcome.Full));
    }

    /// <inheritdoc/>
    public ValueTask<StreamSlice?> ReadAsync(string channel, StreamRetention retention, StreamRead read, CancellationToken cancellationToken)
    {
        while (TryOpen(channel, out var stream))
        {
            if (stream.TryRead(retention, read, time.GetTimestamp()) is { } slice)
            {
                return ValueTask.FromResult<StreamSlice?>(slice);
            }
        }

        return ValueTask.FromResult<StreamSlice?>(null);
    }

    /// <inheritdoc/>
    public ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken)
    {
        if (_streams.TryGetValue(channel, out var stream))
        {
            stream.RemoveHistory();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Drops what is past its age. Called now and then; reads and appends do not depend on it.</summary>
    public void Expire()
    {
        var now = time.GetTimestamp();
        foreach (var (channel, stream) in _streams)
        {
            if (stream.Expire(now) && _streams.TryRemove(KeyValuePair.Create(channel, stream)))
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }

    /// <summary>Forgets streams, with their positions.</summary>
    public void Remove(Func<string, bool> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        foreach (var (channel, stream) in _streams)
        {
            if (match(channel) && _streams.TryRemove(KeyValuePair.Create(channel, stream)))
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }

    private bool TryOpen(string channel, [MaybeNullWhen(false)] out MemoryStreamState stream)
    {
        if (_streams.TryGetValue(channel, out stream) && !stream.IsOver)
        {
            return true;
        }

        if (stream is not null && _streams.TryRemove(KeyValuePair.Create(channel, stream)))
        {
            Interlocked.Decrement(ref _count);
        }

        return TryCreate(channel, out stream);
    }

    // New streams enter one at a time, so that the limit is never passed and nobody is refused for a place that another gives back.
    private bool TryCreate(string channel, [MaybeNullWhen(false)] out MemoryStreamState stream)
    {
        lock (_opening)
        {
            if (_streams.TryGetValue(channel, out stream))
            {
                return true;
            }

            var limit = maxStreams();
            if (limit > 0 && Count >= limit)
            {
                return false;
            }

            stream = new MemoryStreamState(time.TimestampFrequency);
            _streams[channel] = stream;
            Interlocked.Increment(ref _count);
            return true;
        }
    }
}
