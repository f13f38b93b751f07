using System.Globalization;
using Switchboard.Extensibility;

namespace Switchboard.Storage.TransactionalOutbox;

/// <summary>An outbox that is open, and is this node's alone to read. Used by one at a time.</summary>
internal abstract class OutboxSession : IAsyncDisposable
{
    /// <summary>Lists rows that were not listed before, in their order. Looks into the database only where there may be some.</summary>
    /// <remarks>
    /// Now and then it looks at the whole table, for what came in beside the order of commits: rows of a backup, of a dump, or written by hand.
    /// Then rows that are under way are among those that it lists.
    /// </remarks>
    /// <param name="limit">How many at most.</param>
    /// <param name="isIdle">Whether nothing is under way.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract ValueTask<IReadOnlyList<ListedRow>> ListAsync(int limit, bool isIdle, CancellationToken cancellationToken);

    /// <summary>Reads rows that were listed. Those that are gone are left out.</summary>
    public abstract ValueTask<IReadOnlyList<StoredOutboxRow>> ReadAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken);

    /// <summary>Removes rows that were published.</summary>
    public abstract ValueTask RemoveAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken);

    /// <summary>Keeps rows aside that cannot be published, and drops those for which there is no room any more.</summary>
    /// <returns>How many were dropped.</returns>
    public abstract ValueTask<long> RefuseAsync(IReadOnlyList<RowRefusal> refusals, CancellationToken cancellationToken);

    /// <summary>Drops rows that were kept aside for long enough.</summary>
    /// <returns>How many were dropped.</returns>
    public abstract ValueTask<long> TrimAsync(CancellationToken cancellationToken);

    /// <summary>Waits until there may be new rows, or the time is over.</summary>
    public abstract ValueTask WaitAsync(TimeSpan time, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>A committed row that was found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Bytes">How large it is, all texts included.</param>
internal readonly record struct ListedRow(long Id, long Bytes);

/// <summary>A row that cannot be published.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Code">The code of the error; 0 for none.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct RowRefusal(long Id, uint Code, string Reason);

/// <summary>A row as it lies in the table: anybody may have written anything there.</summary>
internal sealed record StoredOutboxRow
{
    private const string Publish = "publish";
    private const string MapPublish = "map_publish";
    private const string MapRemove = "map_remove";
    private const string Send = "send";

    public long Id { get; init; }

    public long CreatedAt { get; init; }

    public string? Action { get; init; }

    public string? Target { get; init; }

    public string? Key { get; init; }

    public byte[]? Data { get; init; }

    public string? Event { get; init; }

    public string? Tags { get; init; }

    public string? IdempotencyKey { get; init; }

    public long Score { get; init; }

    /// <summary>How an action is written.</summary>
    public static string NameOf(OutboxAction action) => action switch
    {
        OutboxAction.MapPublish => MapPublish,
        OutboxAction.MapRemove => MapRemove,
        OutboxAction.Send => Send,
        _ => Publish,
    };

    /// <summary>What the row asks for.</summary>
    public OutboxMessage ToMessage()
    {
        var action = ActionOf(Action);
        var tags = OutboxTags.Read(Tags, out var fault);
        var row = new TransactionalOutboxRow(action ?? OutboxAction.Publish, Target ?? "", Data)
        {
            Key = Key,
            Event = string.IsNullOrEmpty(Event) ? null : Event,
            Tags = tags,
            IdempotencyKey = IdempotencyKey,
            Score = Score,
        };

        // The time keeps apart what has the same number in a table that was made anew, or restored.
        var id = string.Create(CultureInfo.InvariantCulture, $"{Id}-{CreatedAt}");
        return new OutboxMessage(row, id) { Fault = action is null ? $"action must be {Publish}, {MapPublish}, {MapRemove} or {Send}" : fault };
    }

    private static OutboxAction? ActionOf(string? name) => name switch
    {
        Publish => OutboxAction.Publish,
        MapPublish => OutboxAction.MapPublish,
        MapRemove => OutboxAction.MapRemove,
        Send => OutboxAction.Send,
        _ => null,
    };
}
