namespace Switchboard.Client;

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
