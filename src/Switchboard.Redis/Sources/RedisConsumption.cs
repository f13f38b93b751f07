using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Switchboard.Extensibility;

namespace Switchboard.Redis.Sources;

/// <summary>What a consumer has under way: entries that are read, handed over, answered and acknowledged. It outlives the loss of Redis.</summary>
internal sealed class RedisConsumption : IAsyncDisposable
{
    private const int WaitMilliseconds = 500;

    // Often enough for nobody to take this consumer for dead.
    private static readonly TimeSpan _renewal = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly EventSourceDefinition _definition;
    private readonly RedisConnection _redis;
    private readonly RedisGroup _group;
    private readonly IEventSink _sink;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;
    private readonly SemaphoreSlim _room;
    private readonly ConcurrentDictionary<string, Task> _underWay = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _givenUp = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<RedisValue> _answered = new();
    private ConnectionMultiplexer? _waiting;
    private Task _acknowledging = Task.CompletedTask;
    private int _isAcknowledging;

    public RedisConsumption(EventSourceDefinition definition, RedisConnection redis, RedisGroup group, IEventSink sink, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        (_definition, _redis, _group, _sink, _time, _logger, _stopping) = (definition, redis, group, sink, time, logger, stopping);
        _room = new SemaphoreSlim(definition.Prefetch);
    }

    /// <summary>The newest entry that was read; null where none was.</summary>
    public string? LastId { get; private set; }

    /// <summary>Consumes until it is told to stop, or Redis fails.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        // A read that waits has a connection of its own: nothing else gets through meanwhile.
        _waiting ??= await _redis.ConnectAnewAsync();
        long? renewedAt = null;
        while (!stopping.IsCancellationRequested)
        {
            if (renewedAt is not { } last || _time.GetElapsedTime(last) >= _renewal)
            {
                renewedAt = _time.GetTimestamp();
                await _group.RenewAsync([.. _underWay.Keys.Select(static id => (RedisValue)id)], stopping);
                if (_room.CurrentCount > 0)
                {
                    await HandAsync(await _group.ClaimAsync(_room.CurrentCount, stopping), stopping);
                }
            }

            if (await _room.WaitAsync(_pause, stopping))
            {
                var room = _room.Release() + 1;
                var read = await _group.ReadAsync(_waiting.GetDatabase(), room, WaitMilliseconds);
                LastId = read is [.., var newest] ? newest.Id : LastId ?? "0-0";
                await HandAsync(read, stopping);
            }
        }
    }

    /// <summary>Waits for what is under way, acknowledges it, and gives the rest back.</summary>
    public async Task EndAsync()
    {
        await Task.WhenAll(_underWay.Values);
        await Volatile.Read(ref _acknowledging);
        try
        {
            await _group.GiveBackAsync([.. _givenUp.Keys.Select(static id => (RedisValue)id)], CancellationToken.None);
            await _group.LeaveAsync(CancellationToken.None);
        }
        catch (SwitchboardException)
        {
            // Redis is away: the others take it when its time is over.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_waiting is not null)
        {
            await _waiting.DisposeAsync();
        }

        _room.Dispose();
    }

    private async Task HandAsync(IReadOnlyList<RedisEntry> entries, CancellationToken stopping)
    {
        foreach (var entry in entries)
        {
            if (stopping.IsCancellationRequested)
            {
                _givenUp.TryAdd(entry.Id, true);
            }
            else if (!_underWay.ContainsKey(entry.Id))
            {
                await _room.WaitAsync(CancellationToken.None);
                Begin(entry);
            }
        }
    }

    private void Begin(RedisEntry entry)
    {
        var handling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _underWay[entry.Id] = handling.Task;
        _ = FinishAsync(entry, _sink.FindFault(entry.Body.Length) is { } fault ? ValueTask.FromResult(new EventOutcome(fault)) : _sink.AcceptAsync(entry, _stopping), handling);
    }

    private async Task FinishAsync(RedisEntry entry, ValueTask<EventOutcome> accepting, TaskCompletionSource handling)
    {
        try
        {
            if ((await accepting).Unusable is { } reason)
            {
                await RefuseAsync(entry, reason);
            }

            _answered.Enqueue(entry.Id);
            Acknowledge();
        }
        catch (OperationCanceledException)
        {
            _givenUp.TryAdd(entry.Id, true);
        }
        catch (Exception exception)
        {
            RedisLog.EntryFailed(_logger, exception, _definition.Name);
            _givenUp.TryAdd(entry.Id, true);
        }
        finally
        {
            _underWay.TryRemove(entry.Id, out _);
            _room.Release();
            handling.SetResult();
        }
    }

    private async Task RefuseAsync(RedisEntry entry, string reason)
    {
        if (_definition.DeadLetterStream.Length == 0)
        {
            _sink.Dropped();
            return;
        }

        while (true)
        {
            try
            {
                await _group.AddDeadLetterAsync(entry, reason, CancellationToken.None);
                return;
            }
            catch (SwitchboardException exception)
            {
                RedisLog.DeadLetterFailed(_logger, exception, _definition.Name, _definition.DeadLetterStream);
                await Task.Delay(_pause, _time, _stopping);
            }
        }
    }

    private void Acknowledge()
    {
        if (Interlocked.Exchange(ref _isAcknowledging, 1) == 0)
        {
            Volatile.Write(ref _acknowledging, Task.Run(AcknowledgeAsync, CancellationToken.None));
        }
    }

    // As many at once as have gathered; while Redis is away they wait.
    private async Task AcknowledgeAsync()
    {
        do
        {
            var ids = new List<RedisValue>();
            while (_answered.TryDequeue(out var id))
            {
                ids.Add(id);
            }

            try
            {
                if (ids.Count > 0)
                {
                    await _group.AcknowledgeAsync([.. ids], CancellationToken.None);
                }
            }
            catch (SwitchboardException)
            {
                if (_stopping.IsCancellationRequested)
                {
                    return;
                }

                ids.ForEach(_answered.Enqueue);
                await Task.Delay(_pause, _time, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            Volatile.Write(ref _isAcknowledging, 0);
        }
        while (!_answered.IsEmpty && Interlocked.Exchange(ref _isAcknowledging, 1) == 0);
    }
}
