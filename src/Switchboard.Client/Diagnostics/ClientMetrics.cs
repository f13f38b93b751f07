using System.Diagnostics.Metrics;

namespace Switchboard.Client.Diagnostics;

/// <summary>What a client counts: the meter Switchboard.Client.</summary>
internal sealed class ClientMetrics : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Switchboard.Client";

    private readonly Meter? _own;

    public ClientMetrics(IMeterFactory? factory)
    {
        var meter = factory?.Create(Name) ?? (_own = new Meter(Name));
        Meter = meter;
        Connections = meter.CreateUpDownCounter<int>("switchboard.client.connections", "{connection}", "Connections that the hub accepted and that are open.");
        Connects = meter.CreateCounter<long>("switchboard.client.connects", "{connection}", "Connections that the hub accepted.");
        ConnectFailures = meter.CreateCounter<long>("switchboard.client.connect_failures", "{attempt}", "Attempts to connect that failed.");
        Requests = meter.CreateHistogram<double>("switchboard.client.request.duration", "s", "Time until the reply, with the outcome.");
        Publications = meter.CreateCounter<long>("switchboard.client.publications", "{publication}", "Publications that were handled.");
        HandlerFailures = meter.CreateCounter<long>("switchboard.client.handler_failures", "{failure}", "Failures of handlers of publications.");
        Unrecovered = meter.CreateCounter<long>("switchboard.client.unrecovered", "{subscription}", "Subscriptions that could not recover what was missed.");
        BufferFull = meter.CreateCounter<long>("switchboard.client.buffer_full", "{subscription}", "Subscriptions that paused because their handler did not keep up.");
        EventsDropped = meter.CreateCounter<long>("switchboard.client.events_dropped", "{event}", "Join and leave events that were dropped.");
    }

    public Meter Meter { get; }

    public UpDownCounter<int> Connections { get; }

    public Counter<long> Connects { get; }

    public Counter<long> ConnectFailures { get; }

    public Histogram<double> Requests { get; }

    public Counter<long> Publications { get; }

    public Counter<long> HandlerFailures { get; }

    public Counter<long> Unrecovered { get; }

    public Counter<long> BufferFull { get; }

    public Counter<long> EventsDropped { get; }

    public void Dispose() => _own?.Dispose();
}
