namespace Switchboard.Client;

/// <summary>An outbox's file cannot be used, so that what was asked was not done. The message says what to do.</summary>
public sealed class OutboxException : SwitchboardException
{
    internal OutboxException(OutboxFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What is wrong.</summary>
    public OutboxFailure Failure { get; }

    /// <inheritdoc/>
    public override bool IsTransient => Failure is OutboxFailure.Unavailable or OutboxFailure.InUse;
}
