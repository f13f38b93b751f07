using Microsoft.Data.Sqlite;

namespace Switchboard.Client.Outbox.Storage;

/// <summary>An outbox's open file: its tables and its transaction. Used by one thread at a time; only <see cref="Totals"/> may be read by any.</summary>
internal sealed class OutboxDatabase : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly OutboxOptions _options;
    private readonly ClockTable _clock;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private (ItemCount Items, int DeadLetters) _before;

    private OutboxDatabase(SqliteConnection connection, OutboxOptions options, TimeProvider time)
    {
        _connection = connection;
        _options = options;
        _clock = new ClockTable(connection, time);
        _begin = new(connection, "BEGIN IMMEDIATE");
        _commit = new(connection, "COMMIT");
        _rollback = new(connection, "ROLLBACK");
        Items = new ItemTable(connection);
        DeadLetters = new DeadLetterTable(connection, options.MaxDeadLetters);
        UpdateTotals();
    }

    public ItemTable Items { get; }

    public DeadLetterTable DeadLetters { get; }

    public OutboxClock Clock => _clock.Clock;

    /// <summary>The totals as of the last commit.</summary>
    public OutboxTotals Totals { get; private set; } = OutboxTotals.None;

    /// <summary>Opens or creates the file.</summary>
    /// <exception cref="OutboxException">It cannot be used.</exception>
    public static OutboxDatabase Open(OutboxOptions options, TimeProvider time)
    {
        var connection = OutboxFile.Open(options.Path);
        try
        {
            return new OutboxDatabase(connection, options, time);
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw OutboxFile.Translate(exception, options.Path);
        }
    }

    public void Begin()
    {
        _begin.Run();
        _before = (Items.Count, DeadLetters.Count);
    }

    /// <summary>Puts the transaction on disk.</summary>
    public void Commit()
    {
        _clock.Write();
        _commit.Run();
        UpdateTotals();
    }

    public void Rollback()
    {
        (Items.Count, DeadLetters.Count) = _before;
        try
        {
            _rollback.Run();
        }
        catch (SqliteException)
        {
            // Some errors have ended the transaction already.
        }
    }

    /// <summary>Adds an item, if there is room or the options allow to make room.</summary>
    public OutboxAddResult Add(OutboxItem item)
    {
        List<OutboxLoss> losses = [];
        if (!HasCapacityFor(item))
        {
            losses.AddRange(Expire());
        }

        if (_options.WhenFull == OutboxFullMode.DropOldest && item.Size <= _options.MaxBytes)
        {
            FreeCapacityFor(item, losses);
        }

        if (!HasCapacityFor(item))
        {
            return new OutboxAddResult(IsAdded: false, [.. losses, new OutboxLoss(item, OutboxLossReason.NoRoom)]);
        }

        Items.Add(item with { TakenAt = Clock.Now });
        return new OutboxAddResult(IsAdded: true, losses);
    }

    /// <summary>Removes items that are too old.</summary>
    public IReadOnlyList<OutboxLoss> Expire()
    {
        if (_options.MaxAge == Timeout.InfiniteTimeSpan)
        {
            return [];
        }

        var expired = Items.ReadOlderThan(Clock.Now - (long)_options.MaxAge.TotalMilliseconds);
        expired.ForEach(Items.Remove);
        return [.. expired.Select(static item => new OutboxLoss(item, OutboxLossReason.Expired))];
    }

    /// <summary>Moves an item to the dead letters.</summary>
    public void MoveToDeadLetters(in OutboxLoss loss)
    {
        Items.Remove(loss.Item);
        DeadLetters.Add(loss);
    }

    /// <summary>Moves the dead letters behind all items, as if they had just been added.</summary>
    public int RequeueDeadLetters()
    {
        var letters = DeadLetters.Read(int.MaxValue);
        foreach (var letter in letters)
        {
            Items.Add(letter.Item with { Attempts = 0, TakenAt = Clock.Now });
        }

        return DeadLetters.RemoveAll();
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
        _clock.Dispose();
        Items.Dispose();
        DeadLetters.Dispose();
        _connection.Dispose();
    }

    private bool HasCapacityFor(OutboxItem item)
        => Items.Count.Items < _options.MaxItems && Items.Count.Bytes + item.Size <= _options.MaxBytes;

    private void FreeCapacityFor(OutboxItem item, List<OutboxLoss> losses)
    {
        while (!HasCapacityFor(item) && Items.ReadOldest(1) is [var oldest])
        {
            Items.Remove(oldest);
            losses.Add(new OutboxLoss(oldest, OutboxLossReason.NoRoom));
        }
    }

    private void UpdateTotals() => Totals = new OutboxTotals(Items.Count.Items, Items.Count.Bytes, DeadLetters.Count, Items.OldestTakenAt());
}

/// <summary>Whether an item was added, and what was given up on the way.</summary>
internal sealed record OutboxAddResult(bool IsAdded, IReadOnlyList<OutboxLoss> Losses);

/// <summary>What an outbox's file holds.</summary>
/// <param name="Items">How many items are to be sent.</param>
/// <param name="Bytes">Their size together.</param>
/// <param name="DeadLetters">How many dead letters are kept.</param>
/// <param name="OldestTakenAt">When the oldest item was added, in the file's own time; null where there is none.</param>
internal sealed record OutboxTotals(int Items, long Bytes, int DeadLetters, long? OldestTakenAt)
{
    public static OutboxTotals None { get; } = new(0, 0, 0, OldestTakenAt: null);
}
