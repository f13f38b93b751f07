using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Timing;

namespace Switchboard.Hosting;

/// <summary>Looks after what is kept in memory: drops what is past its time, applies changed rules, and says so where it is full.</summary>
internal sealed class MemoryMaintenance
{
    private static readonly TimeSpan _warningInterval = TimeSpan.FromMinutes(1);

    private readonly InMemoryStreamStore _streams;
    private readonly InMemoryCallResultStore _results;
    private readonly InMemoryTicketStore _tickets;
    private readonly IdempotencyCache _keys;
    private readonly SettingsHolder _settings;
    private readonly Clock _clock;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private SwitchboardSettings _applied;
    private long _refused;
    private long _refusedAt;
    private (long Refused, long Evicted) _warned;
    private long _warnedAt;

    public MemoryMaintenance(
        InMemoryStreamStore streams, InMemoryCallResultStore results, InMemoryTicketStore tickets, InMemoryInboxStore inboxes, IScheduleStore schedules, IJobStore jobs, IdempotencyCache keys,
        SettingsHolder settings, Clock clock, HubMetrics metrics, ILogger<MemoryMaintenance> logger)
    {
        (_streams, _results, _tickets, _keys, _settings, _clock, _logger) = (streams, results, tickets, keys, settings, clock, logger);
        _applied = settings.Current;
        var meter = metrics.Meter;
        var (inMemory, jobsInMemory) = (schedules as InMemoryScheduleStore, jobs as InMemoryJobStore);
        meter.CreateObservableUpDownCounter("switchboard.memory.streams", () => streams.Count, "{stream}", "Streams in memory.");
        meter.CreateObservableCounter("switchboard.memory.streams.evicted", () => streams.Evicted, "{stream}", "Streams in memory that were given up for others.");
        meter.CreateObservableCounter("switchboard.memory.refused", () => streams.Refused + keys.Refused, "{publication}", "Publications and messages that were refused for want of memory.");
        meter.CreateObservableUpDownCounter("switchboard.memory.held", () => Held([("streams", streams.Bytes), ("keys", keys.Bytes), ("inboxes", inboxes.Bytes), ("schedules", inMemory?.Bytes ?? 0), ("jobs", jobsInMemory?.Bytes ?? 0), ("results", results.Bytes)]), "By", "What is kept in memory, by what keeps it.");
    }

    /// <summary>Whether something was refused for want of memory within the last minute.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                NoteRefusalsLocked();
                return _refusedAt != 0 && _clock.Milliseconds - _refusedAt < _warningInterval.TotalMilliseconds;
            }
        }
    }

    /// <summary>Does what is due. Called every few seconds.</summary>
    public void Sweep()
    {
        _keys.Expire();
        _results.Expire();
        _tickets.Expire();
        ApplySettings();
        _streams.Expire();
        Warn();
    }

    private void ApplySettings()
    {
        var current = _settings.Current;
        if (!ReferenceEquals(current, _applied))
        {
            _applied = current;
            _streams.Expire(channel => current.Namespaces.TryResolve(channel, out var space) ? space.Retention : null);
        }
    }

    private void Warn()
    {
        lock (_lock)
        {
            NoteRefusalsLocked();
            var seen = (_refused, _streams.Evicted);
            if (seen == _warned || (_warnedAt != 0 && _clock.Milliseconds - _warnedAt < _warningInterval.TotalMilliseconds))
            {
                return;
            }

            HubLoopLog.MemoryFull(_logger, seen._refused, seen.Evicted, _streams.Count, _streams.Bytes);
            (_warned, _warnedAt) = (seen, _clock.Milliseconds);
        }
    }

    private void NoteRefusalsLocked()
    {
        var refused = _streams.Refused + _keys.Refused;
        if (refused != _refused)
        {
            (_refused, _refusedAt) = (refused, _clock.Milliseconds);
        }
    }

    private static Measurement<long>[] Held((string Store, long Bytes)[] held)
        => Array.ConvertAll(held, static entry => new Measurement<long>(entry.Bytes, new KeyValuePair<string, object?>("store", entry.Store)));
}
