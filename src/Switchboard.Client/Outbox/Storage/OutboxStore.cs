namespace Switchboard.Client.Outbox.Storage;

/// <summary>The operations on an outbox's file. Each is on disk when its task completes.</summary>
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

    public Task<OutboxAddResult> AddAsync(OutboxItem item) => _file.RunAsync(database => database.Add(item));

    public Task<IReadOnlyList<OutboxLoss>> ExpireAsync() => _file.RunAsync(static database => database.Expire());

    /// <summary>
    /// Returns the next items to send, and removes those that are too old. An item whose sending has failed is sent alone, so that nothing
    /// passes it, and no other item fails with it.
    /// </summary>
    public Task<(IReadOnlyList<OutboxItem> Items, IReadOnlyList<OutboxLoss> Expired)> ReadNextAsync(int limit) => _file.RunAsync(database =>
    {
        var expired = database.Expire();
        IReadOnlyList<OutboxItem> items = database.Items.ReadOldest(limit);
        return (items is [{ Attempts: > 0 } first, ..] ? [first] : items, expired);
    });

    /// <summary>Stores what became of items: they are removed, moved to the dead letters, or kept with one more attempt.</summary>
    public Task SettleAsync(OutboxSettlement settlement) => _file.RunAsync(database =>
    {
        foreach (var item in settlement.Delivered)
        {
            database.Items.Remove(item);
        }

        foreach (var loss in settlement.Losses)
        {
            database.MoveToDeadLetters(loss);
        }

        if (settlement.Retry is { } retry)
        {
            database.Items.SetAttempts(retry, retry.Attempts);
        }

        return 0;
    });

    public Task<List<OutboxDeadLetter>> ReadDeadLettersAsync(int limit) => _file.RunAsync(database => database.DeadLetters.Read(limit));

    public Task<int> RequeueDeadLettersAsync() => _file.RunAsync(static database => database.RequeueDeadLetters());

    public Task<int> DeleteDeadLettersAsync() => _file.RunAsync(static database => database.DeadLetters.RemoveAll());

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
