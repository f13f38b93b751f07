using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Switchboard.Bus;
using Switchboard.Configuration;
using Switchboard.Extensibility;

namespace Switchboard.Identity.Audit;

/// <summary>Takes events from everybody, and appends them to the chain: many at once, in the order in which they came.</summary>
internal sealed class AuditWriter : IAuditLog
{
    /// <summary>How many events share an append.</summary>
    public const int BatchSize = 500;

    private static readonly TimeSpan _retryInterval = TimeSpan.FromSeconds(1);

    private readonly Channel<AuditEntry> _waiting;
    private readonly List<AuditEntry> _batch = [];
    private readonly AuditRepeats _repeats;
    private readonly IAuditStore _store;
    private readonly AuditSealer _sealer;
    private readonly AuditMetrics _metrics;
    private readonly string _node;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _lost;

    public AuditWriter(IAuditStore store, AuditSealer sealer, AuditMetrics metrics, SettingsHolder settings, NodeIdentity node, TimeProvider time, ILogger<AuditWriter> logger)
    {
        (_store, _sealer, _metrics, _node, _time, _logger) = (store, sealer, metrics, node.Name, time, logger);
        _repeats = new AuditRepeats(time);
        _waiting = Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(settings.Current.Audit.QueuedEvents) { SingleReader = true });
    }

    /// <inheritdoc/>
    public bool IsEnabled => true;

    /// <inheritdoc/>
    public void Write(AuditEvent audited)
    {
        // What is counted meanwhile is as short as what is kept.
        var kept = AuditText.Normalize(audited);
        if (_repeats.IsNew(kept))
        {
            Enqueue(kept);
        }
    }

    /// <summary>Writes how often refusals have repeated.</summary>
    /// <param name="all">Whether those of the last minute count, too.</param>
    public void WriteRepeats(bool all)
    {
        foreach (var repeated in _repeats.Take(all))
        {
            Enqueue(repeated);
        }
    }

    /// <inheritdoc/>
    public async ValueTask RecordAsync(AuditEvent audited, CancellationToken cancellationToken) => await AppendAsync([EntryOf(AuditText.Normalize(audited))], cancellationToken);

    /// <summary>Appends what comes, until <see cref="Complete"/> and nothing is left, or it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (_batch.Count > 0 || await _waiting.Reader.WaitToReadAsync(stopping))
        {
            Fill();
            await KeepAsync(stopping);
        }
    }

    /// <summary>Takes nothing more.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Says how many are given up, at the end.</summary>
    public void Abandon()
    {
        if (_batch.Count + _waiting.Reader.Count is > 0 and var left)
        {
            _metrics.Lost.Add(left);
            AuditServiceLog.Abandoned(_logger, left);
        }
    }

    private void Enqueue(AuditEvent audited)
    {
        if (_waiting.Writer.TryWrite(EntryOf(audited)))
        {
            return;
        }

        _metrics.Lost.Add(1);
        if (Interlocked.Increment(ref _lost) == 1)
        {
            AuditServiceLog.Losing(_logger);
        }
    }

    private AuditEntry EntryOf(AuditEvent audited)
        => new(0, audited) { Time = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds()), Node = _node };

    private void Fill()
    {
        if (_batch.Count > 0)
        {
            // It could not be kept yet.
            return;
        }

        while (_batch.Count < BatchSize && _waiting.Reader.TryRead(out var entry))
        {
            _batch.Add(entry);
        }

        // Behind what was kept: it says how many are missing from here on.
        if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
        {
            _batch.Add(EntryOf(new AuditEvent("audit.lost")
            {
                Actor = "server",
                Result = "lost",
                Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["count"] = lost.ToString(CultureInfo.InvariantCulture) },
            }));
        }
    }

    private async Task KeepAsync(CancellationToken stopping)
    {
        try
        {
            await AppendAsync([.. _batch], stopping);
            _batch.Clear();
        }
        catch (SwitchboardException exception) when (exception.Error.Code == ErrorCodes.NotAvailable.Code || exception.Error.Code == ErrorCodes.TooManyRequests.Code)
        {
            // The store is away, or has much to do: the queue fills meanwhile.
            await Task.Delay(_retryInterval, _time, stopping);
        }
        catch (SwitchboardException exception)
        {
            AuditServiceLog.Refused(_logger, exception, _batch.Count);
            _metrics.Lost.Add(_batch.Count);
            Interlocked.Add(ref _lost, _batch.Count);
            _batch.Clear();
        }
    }

    private async Task AppendAsync(AuditEntry[] entries, CancellationToken cancellationToken)
    {
        await _store.AppendAsync(head => Seal(head, entries), cancellationToken);
        _metrics.Kept.Add(entries.Length);
    }

    private List<AuditEntry> Seal(AuditHead head, AuditEntry[] entries)
    {
        var chained = new List<AuditEntry>(entries.Length);
        var (number, hash) = (head.Number, head.Hash);
        foreach (var entry in entries)
        {
            var next = _sealer.Seal(entry with { Number = ++number }, hash);
            hash = next.Hash;
            chained.Add(next);
        }

        return chained;
    }
}
