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

/// <summary>What is wrong with an outbox's file.</summary>
public enum OutboxFailure
{
    /// <summary>The file cannot be opened, read or written: a full disk, missing rights, a broken device.</summary>
    Unavailable,

    /// <summary>Another outbox, in this process or another, has the file open.</summary>
    InUse,

    /// <summary>The file is damaged, or is not a SQLite file.</summary>
    Corrupt,

    /// <summary>The file is something else than an outbox, or was written by a newer version.</summary>
    UnknownFormat,
}

/// <summary>An outbox has no room for a new item, and its options say that such an item is rejected.</summary>
public sealed class OutboxFullException : Exception
{
    internal OutboxFullException(string message)
        : base(message, innerException: null)
    {
    }
}
