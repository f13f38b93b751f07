using RabbitMQ.Client;
using Switchboard.Extensibility;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>What workers of one kind are told, and how they report.</summary>
internal abstract class JobFormat
{
    /// <summary>See <see cref="IJobCarrier.IsTimedFromSending"/>.</summary>
    public abstract bool IsTimedFromSending { get; }

    /// <summary>Makes what is missing of what is sent to.</summary>
    public abstract Task DeclareAsync(IConnection connection, CancellationToken cancellationToken);

    /// <summary>An attempt as a message.</summary>
    /// <exception cref="SwitchboardException">It can never be sent.</exception>
    public abstract OutgoingMessage Write(JobAttempt attempt);

    /// <summary>What tells workers to leave an attempt alone.</summary>
    public abstract OutgoingMessage WriteCancel(AttemptKey attempt);

    /// <summary>Reads what a worker says; null where it is not known of which attempt, or what it says.</summary>
    /// <param name="properties">The properties of the message.</param>
    /// <param name="body">The body; copied where it is kept.</param>
    public abstract JobReport? Read(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body);
}

/// <summary>A message, and where it goes.</summary>
internal readonly record struct OutgoingMessage(string Exchange, string RoutingKey, BasicProperties Properties, ReadOnlyMemory<byte> Body);
