using System.Diagnostics.Metrics;
using Switchboard.Diagnostics;

namespace Switchboard.Identity.Audit;

/// <summary>Metrics of the audit.</summary>
internal sealed class AuditMetrics(HubMetrics metrics)
{
    /// <summary>Entries that were kept.</summary>
    public Counter<long> Kept { get; } = metrics.Meter.CreateCounter<long>("switchboard.audit.entries", "{entry}", "Entries of the audit that were kept.");

    /// <summary>Events that could not be kept.</summary>
    public Counter<long> Lost { get; } = metrics.Meter.CreateCounter<long>("switchboard.audit.lost", "{event}", "Events that the audit could not keep.");
}
