using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>An exchange that publications and events of hooks are sent to. Needs a restart.</summary>
public sealed class EventTargetOptions
{
    /// <summary>What it is called in the outbox, logs and metrics. What waits in the outbox belongs to the name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The exchange. It is made, durable, where there is none.</summary>
    public string Exchange { get; set; } = "";

    /// <summary>The type that the exchange is made with. One that is there already is used as it is.</summary>
    public EventExchangeType ExchangeType { get; set; } = EventExchangeType.Topic;

    /// <summary>The routing key, with <c>{channel}</c>, <c>{namespace}</c>, <c>{rest}</c> (the channel behind its namespace), <c>{event}</c> (the event name) and <c>{type}</c>. Empty is <c>{namespace}.{rest}</c> for publications and <c>{type}</c> for events of hooks.</summary>
    public string RoutingKey { get; set; } = "";

    /// <summary>The namespaces whose publications are sent.</summary>
    public List<string> Namespaces { get; set; } = [];

    /// <summary>The events of hooks that are sent, in the form of webhooks.</summary>
    public HookEventKinds Events { get; set; }

    /// <summary>The largest body, in bytes. A larger event is not sent, but counted.</summary>
    [Range(1, 134_217_728)]
    public int MaxBytes { get; set; } = 1_048_576;

    /// <summary>Whether the broker keeps messages on disk.</summary>
    public bool Persistent { get; set; } = true;

    /// <summary>What becomes of a message that no queue is bound to.</summary>
    public UnroutableAnswer Unroutable { get; set; } = UnroutableAnswer.Drop;
}

/// <summary>What keeps events until they have been sent to their targets.</summary>
public sealed class OutboxOptions
{
    /// <summary>Where they wait: in the durable store, or in memory, where a crash loses them. Needs a restart.</summary>
    public StorageKind Storage { get; set; } = StorageKind.Durable;

    /// <summary>How many events may wait for a target. Nodes that share a store may pass it by what they take in within a second.</summary>
    [Range(1, 100_000_000)]
    public int MaxEvents { get; set; } = 100_000;

    /// <summary>The most bytes of events that wait for a target.</summary>
    [Range(65_536, 1_099_511_627_776d)]
    public long MaxBytes { get; set; } = 268_435_456;

    /// <summary>What happens where more would wait.</summary>
    public OutboxFullAnswer WhenFull { get; set; } = OutboxFullAnswer.Refuse;

    /// <summary>The most events that are sent at once, before their confirmations are waited for.</summary>
    [Range(1, 10_000)]
    public int BatchEvents { get; set; } = 500;

    /// <summary>The most bytes of them; one event may be larger.</summary>
    [Range(1024, 268_435_456)]
    public int BatchBytes { get; set; } = 8_388_608;

    /// <summary>Seconds after which another node sends to a target when the one that did so has ended. The same on all nodes; their clocks must differ by less.</summary>
    [Range(5, 3600)]
    public int LeaseSeconds { get; set; } = 30;

    /// <summary>The longest pause, in milliseconds, between attempts to send where the broker is away. The first is 250 ms, and each twice the one before.</summary>
    [Range(250, 600_000)]
    public int MaxPauseMilliseconds { get; set; } = 10_000;

    /// <summary>Seconds for which a server that has stopped still sends what waits. What is left is sent after the restart, or lost where it is in memory.</summary>
    [Range(0, 600)]
    public int DrainSeconds { get; set; } = 5;
}

/// <summary>What becomes of a message that no queue is bound to.</summary>
public enum UnroutableAnswer
{
    /// <summary>It is dropped, and counted.</summary>
    Drop,

    /// <summary>It is sent again until a queue is bound; everything behind it waits.</summary>
    Keep,
}

/// <summary>What happens where an outbox is full.</summary>
public enum OutboxFullAnswer
{
    /// <summary>Publications for the target get error 108, temporary; events of hooks are dropped, and counted.</summary>
    Refuse,

    /// <summary>The oldest events are dropped, and counted.</summary>
    DropOldest,
}
