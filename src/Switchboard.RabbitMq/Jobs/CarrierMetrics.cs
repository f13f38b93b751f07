using System.Diagnostics.Metrics;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>What is counted of a carrier, on the hub's meter.</summary>
internal sealed class CarrierMetrics(IMeterFactory factory, string carrier)
{
    private readonly Counter<long> _unreadable = factory.Create("Switchboard").CreateCounter<long>("switchboard.jobs.reports.unreadable", "{report}", "Reports of workers that could not be read and were dropped, by carrier.");

    /// <summary>A report was dropped.</summary>
    public void CountUnreadable() => _unreadable.Add(1, new KeyValuePair<string, object?>("carrier", carrier));
}
