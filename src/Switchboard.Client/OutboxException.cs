namespace Switchboard.Client;

/// <summary>An outbox's file cannot be used, so that what was asked was not done. The message says what to do.</summary>
public sealed class OutboxException : Exception
{
    internal OutboxException(OutboxFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What is wrong.</summary>
    public OutboxFailure Failure { get; }

    /// <summary>Whether the same may work out later without anything being mended.</summary>
    public bool IsTransient => Failure is OutboxFailure.Unavailable or OutboxFailure.InUse;
}
