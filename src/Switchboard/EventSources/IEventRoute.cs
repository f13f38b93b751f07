using Switchboard.Configuration;
using Switchboard.Extensibility;

namespace Switchboard.EventSources;

/// <summary>Where the messages of a source go.</summary>
internal interface IEventRoute
{
    /// <summary>The name of the source.</summary>
    string Name { get; }

    /// <summary>The largest message, in bytes.</summary>
    int MaxBytes { get; }

    /// <summary>How long a durable place remembers keys.</summary>
    TimeSpan Window { get; }

    /// <summary>Finds where a message goes.</summary>
    /// <param name="message">The message.</param>
    /// <param name="fault">Why it can go nowhere; null where it can.</param>
    EventTarget Resolve(EventMessage message, out (EventFault Kind, string Reason)? fault);
}

/// <summary>Where the rows of a transactional outbox go: each says it itself.</summary>
internal sealed class OutboxRoute(TransactionalOutboxOptions options) : IEventRoute
{
    private readonly string _prefix = $"outbox:{options.Name}:";

    /// <inheritdoc/>
    public string Name => options.Name;

    /// <inheritdoc/>
    public int MaxBytes => options.MaxBytes;

    /// <inheritdoc/>
    public TimeSpan Window { get; } = TimeSpan.FromSeconds(options.IdWindowSeconds);

    /// <inheritdoc/>
    public EventTarget Resolve(EventMessage message, out (EventFault Kind, string Reason)? fault)
    {
        var outboxMessage = (OutboxMessage)message;
        var row = outboxMessage.Row;
        fault = FaultOf(outboxMessage, row) is { } reason ? (EventFault.Payload, reason) : null;
        var key = string.IsNullOrEmpty(row.IdempotencyKey) ? _prefix + outboxMessage.Id : row.IdempotencyKey;
        var isSend = row.Action == OutboxAction.Send;
        return new EventTarget(isSend ? null : row.Target, isSend ? row.Target : null, row.Event, row.Tags, key)
        {
            Entry = row.Action is OutboxAction.MapPublish or OutboxAction.MapRemove ? new EventEntry(row.Key ?? "", row.Action == OutboxAction.MapRemove, row.Score) : null,
        };
    }

    private static string? FaultOf(OutboxMessage message, TransactionalOutboxRow row) => message switch
    {
        { Fault: { } fault } => fault,
        _ when row.Target.Length == 0 => "channel is empty",
        _ when row.Data.IsEmpty && row.Action != OutboxAction.MapRemove => "data is empty",
        _ => null,
    };
}
