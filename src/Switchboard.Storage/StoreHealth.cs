using Microsoft.Extensions.Diagnostics.HealthChecks;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage;

/// <summary>Whether the store can be written to at present. Thread-safe.</summary>
internal sealed class StoreHealth
{
    private StoreFault? _fault = new(StoreFailure.Away, "not opened yet");

    /// <summary>Whether it can.</summary>
    public bool IsAvailable => Fault is null;

    /// <summary>Why it cannot; null where it can.</summary>
    public StoreFault? Fault => Volatile.Read(ref _fault);

    /// <summary>It can. Nothing happens where it is damaged: that lasts until a restart.</summary>
    public void MarkAvailable() => Replace(null);

    /// <summary>It cannot. False where that was known.</summary>
    public bool MarkUnavailable(StoreFault fault) => Replace(fault);

    private bool Replace(StoreFault? fault)
    {
        while (true)
        {
            var present = Fault;
            if (present == fault || present is { Kind: StoreFailure.Damaged })
            {
                return false;
            }

            if (ReferenceEquals(Interlocked.CompareExchange(ref _fault, fault, present), present))
            {
                return true;
            }
        }
    }
}

/// <summary>Why the store cannot be written to.</summary>
/// <param name="Kind">What sort of failure it is.</param>
/// <param name="Reason">The cause, for the log.</param>
internal sealed record StoreFault(StoreFailure Kind, string Reason)
{
    /// <summary>What everybody may know of it.</summary>
    public string Description => Kind switch
    {
        StoreFailure.Damaged => "the durable store is damaged",
        StoreFailure.Missing => "the durable store was removed or replaced while the server runs",
        _ => "the durable store cannot be written to",
    };
}

/// <summary>Degraded, not unhealthy, while the store cannot be written to: connections and memory channels go on, and another node would not fare better.</summary>
internal sealed class StoreHealthCheck(DurableStore store) : IHealthCheck
{
    /// <summary>The name of the check.</summary>
    public const string Name = "switchboard-store";

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(store.Health.Fault is { } fault ? HealthCheckResult.Degraded(fault.Description) : HealthCheckResult.Healthy());
}
