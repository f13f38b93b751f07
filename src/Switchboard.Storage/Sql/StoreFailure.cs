namespace Switchboard.Storage.Sql;

/// <summary>What a failure says of the database.</summary>
internal enum StoreFailure
{
    /// <summary>Nothing: the statement itself went wrong.</summary>
    Statement,

    /// <summary>Nothing: what was to be written is something that the database cannot hold.</summary>
    Rejected,

    /// <summary>It cannot be used at present, as with a full disk, a lock or a lost connection.</summary>
    Away,

    /// <summary>What was opened is no longer there: a file or a table was removed or replaced.</summary>
    Missing,

    /// <summary>What it holds is not what was written.</summary>
    Damaged,
}

/// <summary>The database is there, but not as it was opened.</summary>
/// <param name="failure"><see cref="StoreFailure.Missing"/> or <see cref="StoreFailure.Damaged"/>.</param>
/// <param name="message">What was found, and what to do.</param>
/// <param name="innerException">What the driver said; null for nothing.</param>
internal sealed class StoreFailureException(StoreFailure failure, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public StoreFailure Failure => failure;
}
