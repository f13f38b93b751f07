namespace Switchboard.Client.Outbox.Storage;

/// <summary>What an outbox does with its file. Everything has reached the disk when its task completes.</summary>
internal sealed class OutboxStore(OutboxOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly GroupCommit _file = new(options, time);

    public OutboxTotals Totals => _file.Totals;

    /// <summary>How long the oldest item has waited; zero where none does.</summary>
    public TimeSpan OldestAge
    {
        get
        {
            var (clock, oldest) = (_file.Clock, _file.Totals.OldestTakenAt);
            return clock is null || oldest is null ? TimeSpan.Zero : TimeSpan.FromMilliseconds(clock.Now - oldest.Value);
        }
    }

    public Task OpenAsync() => _file.RunAsync(static _ => 0);

    public Task<OutboxIntake> TakeAsync(OutboxItem item) => _file.RunAsync(database => database.Take(item));

    public Task<IReadOnlyList<OutboxLoss>> ExpireAsync() => _file.RunAsync(static database => database.Expire());

    /// <summary>
    /// The items whose turn it is, and those that have waited for too long and were removed. An item that was tried in vain goes alone,
    /// so that nothing passes it and nothing suffers with it.
    /// </summary>
    public Task<(IReadOnlyList<OutboxItem> Items, IReadOnlyList<OutboxLoss> Expired)> ReadNextAsync(int limit) => _file.RunAsync(database =>
    {
        var expired = database.Expire();
        IReadOnlyList<OutboxItem> items = database.Items.ReadOldest(limit);
        return (items is [{ Attempts: > 0 } first, ..] ? [first] : items, expired);
    });

    /// <summary>Writes down what became of items: they are removed, kept as dead letters, or wait with one more vain attempt.</summary>
    public Task SettleAsync(OutboxSettlement settlement) => _file.RunAsync(database =>
    {
        foreach (var item in settlement.Delivered)
        {
            database.Items.Remove(item);
        }

        foreach (var loss in settlement.Losses)
        {
            database.Bury(loss);
        }

        if (settlement.TriedInVain is { } head)
        {
            database.Items.SetAttempts(head, head.Attempts);
        }

        return 0;
    });

    public Task<List<OutboxDeadLetter>> ReadDeadLettersAsync(int limit) => _file.RunAsync(database => database.DeadLetters.Read(limit));

    public Task<int> ReviveAsync() => _file.RunAsync(static database => database.Revive());

    public Task<int> DeleteDeadLettersAsync() => _file.RunAsync(static database => database.DeadLetters.RemoveAll());

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
