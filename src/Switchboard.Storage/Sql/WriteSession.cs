using System.Data.Common;

namespace Switchboard.Storage.Sql;

/// <summary>The one connection that writes, with the transaction under way. Used by one thread at a time.</summary>
internal abstract class WriteSession : IAsyncDisposable
{
    /// <summary>The connection.</summary>
    public abstract DbConnection Connection { get; }

    /// <summary>The transaction under way, where the driver wants to be told; else null.</summary>
    public abstract DbTransaction? Transaction { get; }

    /// <summary>Whether what is written next is the last of the transaction: its commit may go the same way.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Begins a transaction.</summary>
    public abstract ValueTask BeginAsync(CancellationToken cancellationToken);

    /// <summary>Begins a part of the transaction that can be undone by itself. Parts are not nested.</summary>
    public abstract ValueTask BeginPartAsync();

    /// <summary>Keeps a part.</summary>
    public abstract ValueTask EndPartAsync();

    /// <summary>Undoes a part.</summary>
    public abstract ValueTask UndoPartAsync();

    /// <summary>Commits: what was written is on disk when this completes.</summary>
    public abstract ValueTask CommitAsync(CancellationToken cancellationToken);

    /// <summary>Undoes the transaction, if one is under way. Does not throw.</summary>
    public abstract ValueTask RollbackAsync();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
