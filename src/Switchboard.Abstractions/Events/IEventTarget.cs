namespace Switchboard.Extensibility;

/// <summary>Opens the event targets of one kind of broker. An adapter registers one.</summary>
public interface IEventTargetFactory
{
    /// <summary>Makes a target, without connecting yet. Called once for each target of the configuration.</summary>
    /// <param name="description">What the configuration says of it.</param>
    IEventTarget Create(EventTargetDescription description);
}

/// <summary>Where events go: an exchange of a broker.</summary>
/// <remarks>
/// <para>Contract:</para>
/// <list type="bullet">
/// <item><see cref="SendAsync"/> is called by one caller at a time, and connects by itself where that is needed, at each call anew until it works.</item>
/// <item>Events go out in the order of the batch. One is <see cref="EventSendOutcome.Sent"/> only after the broker has confirmed that it has it, on
/// disk where the target is persistent.</item>
/// <item>What is <see cref="EventSendOutcome.Waiting"/> comes again, in front of everything behind it, with the same id; it may have arrived all the same.</item>
/// <item>A broker that is away, refuses or confirms nothing is no exception, but a <see cref="EventSendResult.Problem"/>. Addresses in it have no passwords.</item>
/// </list>
/// </remarks>
public interface IEventTarget : IAsyncDisposable
{
    /// <summary>Why it takes nothing at present, though a call may be waiting for it, such as an alarm of the broker; null while it does. Read by any thread.</summary>
    string? Problem { get; }

    /// <summary>Sends events.</summary>
    /// <param name="batch">The events; one at least. All are of this target.</param>
    /// <param name="cancellationToken">Gives up waiting for confirmations. What is not known to have arrived is then waiting.</param>
    ValueTask<EventSendResult> SendAsync(IReadOnlyList<OutgoingEvent> batch, CancellationToken cancellationToken);
}

/// <summary>What the configuration says of an event target.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Exchange">The exchange.</param>
/// <param name="ExchangeType">The type that the exchange is made with where there is none: <c>topic</c>, <c>direct</c>, <c>fanout</c> or <c>headers</c>.</param>
/// <param name="IsPersistent">Whether the broker keeps messages on disk.</param>
/// <param name="IsMandatory">Whether a message that no queue wants is to be told apart, as <see cref="EventSendOutcome.Unroutable"/>.</param>
public sealed record EventTargetDescription(string Name, string Exchange, string ExchangeType, bool IsPersistent, bool IsMandatory);

/// <summary>What became of a batch.</summary>
/// <param name="Outcomes">What became of each event, in the order of the batch.</param>
/// <param name="Problem">Why some are waiting; null where none is.</param>
public sealed record EventSendResult(IReadOnlyList<EventSendOutcome> Outcomes, string? Problem);

/// <summary>What became of an event.</summary>
public enum EventSendOutcome
{
    /// <summary>The broker has confirmed it.</summary>
    Sent,

    /// <summary>The broker has it not: no queue is bound to where it went.</summary>
    Unroutable,

    /// <summary>It can never be sent, as when its routing key is too long.</summary>
    Refused,

    /// <summary>It is to be sent again.</summary>
    Waiting,
}
