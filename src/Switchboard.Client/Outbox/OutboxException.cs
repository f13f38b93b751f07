namespace Switchboard.Client.Outbox;

/// <summary>An outbox's file cannot be used, so that an item was not taken. The message says what to do.</summary>
public sealed class OutboxException : IOException
{
    /// <summary>Makes one.</summary>
    /// <param name="failure">What is wrong.</param>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="innerException">What the database said; null where it was not asked.</param>
    public OutboxException(OutboxFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What is wrong.</summary>
    public OutboxFailure Failure { get; }
}
