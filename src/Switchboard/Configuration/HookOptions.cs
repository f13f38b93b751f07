using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>How the application's hooks are called.</summary>
public sealed class HookOptions
{
    /// <summary>Milliseconds that all deciding hooks together have for one decision. Later it is an internal error (100).</summary>
    [Range(10, 300_000)]
    public int DecisionTimeoutMilliseconds { get; set; } = 5000;

    /// <summary>Milliseconds that an observing hook has for one event. Later it counts as failed, and the next event comes.</summary>
    [Range(10, 300_000)]
    public int ObservationTimeoutMilliseconds { get; set; } = 10_000;

    /// <summary>Events of one connection that may wait for an observing hook. At more, the connection's own commands wait; what the server does to it is dropped, counted and logged.</summary>
    [Range(1, 1_000_000)]
    public int QueuedEvents { get; set; } = 256;

    /// <summary>Hooks over HTTP (webhooks), for back ends in any language.</summary>
    public HttpHookOptions Http { get; set; } = new();
}
