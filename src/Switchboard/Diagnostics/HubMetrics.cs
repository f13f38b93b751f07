using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Switchboard.Diagnostics;

/// <summary>What the hub counts. docs/operations.md lists every instrument.</summary>
/// <remarks>Frequent events are counted in <see cref="StripedCounter"/>s, which instruments observe only when somebody reads them.</remarks>
internal sealed class HubMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Switchboard";

    private static readonly InstrumentAdvice<double> _latencyBuckets = new()
    {
        HistogramBucketBoundaries = [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    };

    private readonly Histogram<double> _publishLatency;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _recoveries;
    private readonly Counter<long> _skippedPublications;
    private readonly Counter<long> _refusedConnects;
    private readonly Counter<long> _apiRequests;
    private readonly Counter<long> _refusedApiRequests;
    private readonly Counter<long> _failedHooks;
    private readonly Counter<long> _droppedEvents;
    private readonly Histogram<double> _webhooks;
    private readonly Counter<long> _lostEvents;

    public HubMetrics(IMeterFactory factory)
    {
        Meter = factory.Create(MeterName);
        _publishLatency = Meter.CreateHistogram<double>("switchboard.publish.latency", "s", "From the arrival of a publication until it is queued for its last local subscriber.", tags: null, advice: _latencyBuckets);
        _rejected = Meter.CreateCounter<long>("switchboard.operations.rejected", "{operation}", "Commands and API calls that were answered with an error, by its code.");
        _closed = Meter.CreateCounter<long>("switchboard.connections.closed", "{connection}", "Connections that ended, by close code.");
        _recoveries = Meter.CreateCounter<long>("switchboard.recoveries", "{recovery}", "Attempts to recover, by whether they succeeded.");
        _skippedPublications = Meter.CreateCounter<long>("switchboard.publications.skipped", "{publication}", "Publications left out of what a client was sent, by reason.");
        _refusedConnects = Meter.CreateCounter<long>("switchboard.connects.refused", "{request}", "Connections refused at the handshake, by reason.");
        _apiRequests = Meter.CreateCounter<long>("switchboard.api.requests", "{request}", "Calls of the HTTP API, by method and key name.");
        _refusedApiRequests = Meter.CreateCounter<long>("switchboard.api.refused", "{request}", "Requests and calls of the HTTP API refused for their rate, by reason.");
        _failedHooks = Meter.CreateCounter<long>("switchboard.hooks.failed", "{call}", "Hooks that threw or took too long, by what they were called for.");
        _droppedEvents = Meter.CreateCounter<long>("switchboard.hooks.dropped", "{event}", "Events that no hook saw, because too many waited.");
        _webhooks = Meter.CreateHistogram<double>("switchboard.webhooks.duration", "s", "Requests to the application's back end, by what for and whether they were answered.");
        _lostEvents = Meter.CreateCounter<long>("switchboard.webhooks.lost", "{event}", "Events that the back end has not taken in time.");
        Observe("switchboard.connects", "{connection}", "Connections accepted.", Connects);
        Observe("switchboard.publications", "{publication}", "Publications accepted.", Publications);
        Observe("switchboard.deliveries", "{delivery}", "Publications handed to subscriptions.", Deliveries);
        Observe("switchboard.received", "By", "Bytes of messages received.", ReceivedBytes);
        Observe("switchboard.insufficient_states", "{subscription}", "Subscriptions found behind their stream.", InsufficientStates);
        Observe("switchboard.commands", "{command}", "Commands received.", Commands);
        Meter.CreateObservableGauge("switchboard.tls.certificate.remaining", () => CertificateLifetimes(), "s", "Until each certificate of the server expires, by its subject.");
        ObserveCurrent("switchboard.subscriptions", "{subscription}", "Subscriptions held.", Subscriptions);
    }

    /// <summary>The meter, for parts of the hub that observe something of their own.</summary>
    public Meter Meter { get; }

    /// <summary>Tells how long the server's certificates are still valid: set by who holds them.</summary>
    public Func<IEnumerable<Measurement<double>>> CertificateLifetimes { get; set; } = static () => [];

    public StripedCounter Connects { get; } = new();

    public StripedCounter Publications { get; } = new();

    public StripedCounter Deliveries { get; } = new();

    public StripedCounter ReceivedBytes { get; } = new();

    public StripedCounter Commands { get; } = new();

    public StripedCounter Subscriptions { get; } = new();

    public StripedCounter InsufficientStates { get; } = new();

    /// <summary>Notes how long a publication took from its arrival to the queues of its subscribers.</summary>
    /// <param name="startedAt">The <see cref="Stopwatch"/> time of its arrival.</param>
    public void Published(long startedAt)
    {
        Publications.Add(1);
        if (_publishLatency.Enabled)
        {
            _publishLatency.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
        }
    }

    public void Rejected(string operation, ErrorCode error)
        => _rejected.Add(1, new KeyValuePair<string, object?>("operation", operation), new KeyValuePair<string, object?>("code", error.Code));

    public void Closed(CloseCode code) => _closed.Add(1, new KeyValuePair<string, object?>("code", code.Code));

    public void Recovery(bool recovered) => _recoveries.Add(1, new KeyValuePair<string, object?>("recovered", recovered));

    public void PublicationsSkipped(string reason, int count) => _skippedPublications.Add(count, new KeyValuePair<string, object?>("reason", reason));

    public void ConnectRefused(string reason) => _refusedConnects.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void ApiRequest(string method, string key)
        => _apiRequests.Add(1, new KeyValuePair<string, object?>("method", method), new KeyValuePair<string, object?>("key", key));

    public void ApiRefused(string reason) => _refusedApiRequests.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void HookFailed(string operation) => _failedHooks.Add(1, new KeyValuePair<string, object?>("operation", operation));

    public void HookEventDropped(string @event) => _droppedEvents.Add(1, new KeyValuePair<string, object?>("event", @event));

    public void WebhookSent(string operation, bool isAnswered, TimeSpan duration)
        => _webhooks.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("operation", operation), new KeyValuePair<string, object?>("answered", isAnswered));

    public void WebhookEventsLost(int count) => _lostEvents.Add(count);

    private void Observe(string name, string unit, string description, StripedCounter counter)
        => Meter.CreateObservableCounter(name, () => counter.Value, unit, description);

    private void ObserveCurrent(string name, string unit, string description, StripedCounter counter)
        => Meter.CreateObservableUpDownCounter(name, () => counter.Value, unit, description);
}
