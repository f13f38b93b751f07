using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Switchboard.Diagnostics.Prometheus;

/// <summary>Gathers the metrics of the hub, of Kestrel and of the runtime, and writes them as Prometheus reads them (text format 0.0.4).</summary>
/// <remarks>It counts from its creation on. Recording allocates nothing but the first time that a combination of tags is seen.</remarks>
internal sealed class PrometheusExporter : IDisposable
{
    /// <summary>The media type of what <see cref="Write"/> writes.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const string KestrelMeter = "Microsoft.AspNetCore.Server.Kestrel";
    private const string RuntimeMeter = "System.Runtime";

    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Meter _hub;
    private readonly Lock _lock = new();
    private long _pass;

    public PrometheusExporter(HubMetrics metrics)
    {
        _hub = metrics.Meter;
        _listener.InstrumentPublished = Listen;
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => Record((double)value, tags, state));
        _listener.Start();
    }

    /// <summary>Asks the observable instruments for their values and writes everything.</summary>
    public void Write(StringBuilder text)
    {
        lock (_lock)
        {
            var pass = Interlocked.Increment(ref _pass);
            _listener.RecordObservableInstruments();
            foreach (var family in _families.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
            {
                family.Value.Write(text, pass);
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Listen(Instrument instrument, MeterListener listener)
    {
        if (IsWanted(instrument.Meter))
        {
            var family = _families.GetOrAdd(MetricNames.Of(instrument), static (name, made) => new MetricFamily(name, made.instrument, made.pass), (instrument, pass: PassOf()));
            listener.EnableMeasurementEvents(instrument, family);
        }
    }

    // Several hubs may live in one process: only this one's meter counts, and only its own web server's.
    private bool IsWanted(Meter meter) => meter.Name switch
    {
        HubMetrics.MeterName => ReferenceEquals(meter, _hub),
        KestrelMeter => ReferenceEquals(meter.Scope, _hub.Scope),
        RuntimeMeter => true,
        _ => false,
    };

    private Func<long> PassOf() => () => Interlocked.Read(ref _pass);

    private static void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) => ((MetricFamily)state!).Record(value, tags);
}
