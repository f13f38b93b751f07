using Switchboard.RabbitMq.Jobs;

namespace Switchboard.RabbitMq.Celery;

/// <summary>Jobs for Celery 5 workers, as tasks of the method's name. They answer over <c>result_backend = "rpc://"</c>; docs/celery.md lists the settings that matter.</summary>
public sealed class CeleryCarrierOptions : BrokerCarrierOptions
{
    /// <summary>Jobs for the queue <c>celery</c>, which workers have by default.</summary>
    public CeleryCarrierOptions() => Queue = "celery";

    /// <summary>The direct exchange that tasks go to; made with the queue where it is missing. Empty to send to the queue itself.</summary>
    public string Exchange { get; set; } = "celery";

    /// <summary>The routing key; empty for the name of the queue.</summary>
    public string RoutingKey { get; set; } = "";

    /// <summary>What the names of tasks have in front of the method, such as <c>shop.tasks.</c>.</summary>
    public string TaskPrefix { get; set; } = "";

    /// <summary>Whether a task that runs when its job is cancelled is ended with SIGTERM. Workers can do so in pools of processes alone; else tasks are left alone that have not begun.</summary>
    public bool Terminate { get; set; } = true;

    /// <summary>Whether the deadline is the hard time limit of the task, too, in place of the one that the worker has for it. Workers can hold to it in pools of processes alone.</summary>
    public bool LimitTime { get; set; }

    /// <summary>The exchange over which workers are controlled: <c>control_exchange</c> of Celery, and <c>.pidbox</c>.</summary>
    public string ControlExchange { get; set; } = "celery.pidbox";

    /// <inheritdoc/>
    internal override string? FindMistake() => Queue.Length > 0 ? base.FindMistake() : "Queue must not be empty: set the one that workers listen to.";
}
