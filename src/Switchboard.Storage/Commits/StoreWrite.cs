namespace Switchboard.Storage.Commits;

/// <summary>Something to be written, and whoever waits for its commit.</summary>
internal abstract class StoreWrite
{
    /// <summary>What carries out writes of this kind.</summary>
    public abstract IWriteHandler Handler { get; }

    /// <summary>What it counts for in the queue, in bytes.</summary>
    public abstract int Bytes { get; }

    /// <summary>Tells whoever waits that it failed.</summary>
    public abstract void Fail(Exception exception);
}
