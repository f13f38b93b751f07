using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>A source of events: an exchange of RabbitMQ, or a stream of Redis, whose messages are published into channels or sent to users. Needs a restart.</summary>
public sealed class EventSourceOptions
{
    /// <summary>What the source is called in logs and metrics, and what the names of its queue, its group and its keys begin with: letters, digits, '_', '.' and '-'.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where its messages come from.</summary>
    public EventSourceType Type { get; set; } = EventSourceType.RabbitMq;

    /// <summary>RabbitMQ: the exchange. It is declared where there is none. Empty for a queue that others bind.</summary>
    public string Exchange { get; set; } = "";

    /// <summary>RabbitMQ: the type of the exchange.</summary>
    public EventExchangeType ExchangeType { get; set; } = EventExchangeType.Topic;

    /// <summary>RabbitMQ: the binding keys, such as <c>commands.*</c>; for a headers exchange conditions, such as <c>x-match=any&amp;kind=alarm</c>. Empty binds a topic exchange with <c>#</c>, and a fanout exchange.</summary>
    public List<string> Bindings { get; set; } = [];

    /// <summary>RabbitMQ: the queue. Empty for <c>switchboard.</c> and the name, or one that the broker names where it is exclusive.</summary>
    public string Queue { get; set; } = "";

    /// <summary>RabbitMQ: the type of the queue.</summary>
    public EventQueueType QueueType { get; set; } = EventQueueType.Quorum;

    /// <summary>RabbitMQ: whether the queue is this node's alone and ends with its connection: what comes while the node is away is lost. The queue must be classic.</summary>
    public bool Exclusive { get; set; }

    /// <summary>RabbitMQ: arguments of the queue, such as <c>x-max-length</c>.</summary>
    public Dictionary<string, string> Arguments { get; set; } = new(StringComparer.Ordinal);

    /// <summary>RabbitMQ: the exchange that messages that cannot be used go to, with the reason. Empty rejects them, so that the queue's own policy applies.</summary>
    public string DeadLetterExchange { get; set; } = "";

    /// <summary>Redis: the stream.</summary>
    public string Stream { get; set; } = "";

    /// <summary>Redis: the consumer group, which is made where there is none. Empty for <c>switchboard.</c> and the name.</summary>
    public string Group { get; set; } = "";

    /// <summary>Redis: the field of an entry that holds the payload; the others are its headers.</summary>
    public string DataField { get; set; } = "data";

    /// <summary>Redis: the stream that entries that cannot be used go to, with the reason. Empty drops them.</summary>
    public string DeadLetterStream { get; set; } = "";

    /// <summary>How many messages may be under way at once.</summary>
    [Range(1, 65_535)]
    public int Prefetch { get; set; } = 256;

    /// <summary>The largest message, in bytes. A larger one cannot be used.</summary>
    [Range(1, 536_870_912)]
    public int MaxBytes { get; set; } = 1_048_576;

    /// <summary>The channel, a template such as <c>device:{2}</c> whose namespace is literal. Either this or user.</summary>
    public string Channel { get; set; } = "";

    /// <summary>The user whose inbox the message goes to, a template such as <c>{header:user}</c>.</summary>
    public string User { get; set; } = "";

    /// <summary>The event name, a template. Left out where a message lacks what it names.</summary>
    public string Event { get; set; } = "";

    /// <summary>Tags and the templates of their values. Each is left out where a message lacks what it names.</summary>
    public Dictionary<string, string> Tags { get; set; } = new(StringComparer.Ordinal);

    /// <summary>What tells messages apart, a template: one that comes again with the same has no effect. Empty for the property <c>message_id</c> where there is one, the offset in a stream of RabbitMQ, or the id of Redis' entry.</summary>
    public string Id { get; set; } = "";

    /// <summary>Seconds for which ids are remembered in durable channels and inboxes. Others remember for <c>publishing.idempotencyWindowSeconds</c>.</summary>
    [Range(1, 31_536_000)]
    public int IdWindowSeconds { get; set; } = 86_400;
}

/// <summary>Where messages of a source come from.</summary>
public enum EventSourceType
{
    /// <summary>A queue or stream of RabbitMQ.</summary>
    RabbitMq,

    /// <summary>A stream of Redis.</summary>
    Redis,
}

/// <summary>Types of exchanges.</summary>
public enum EventExchangeType
{
    /// <summary>By patterns of routing keys.</summary>
    Topic,

    /// <summary>By routing keys.</summary>
    Direct,

    /// <summary>Everything.</summary>
    Fanout,

    /// <summary>By headers.</summary>
    Headers,
}

/// <summary>Types of queues.</summary>
public enum EventQueueType
{
    /// <summary>Replicated; survives the loss of nodes.</summary>
    Quorum,

    /// <summary>On one node of the broker.</summary>
    Classic,

    /// <summary>A log, which keeps what was consumed.</summary>
    Stream,
}
