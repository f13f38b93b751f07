using Switchboard.Client.Concurrency;
using Switchboard.Client.Requests;

namespace Switchboard.Client.Maps;

/// <summary>The operations of map channels.</summary>
internal sealed class MapRequests(ClientContext context, HubOperations operations)
{
    // Between attempts at an entry that others change as well.
    private static readonly Backoff _pauses = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(500));

    public Task<MapPublishResult> PublishAsync(string channel, string key, ReadOnlyMemory<byte> data, MapPublishOptions options, CancellationToken cancellationToken)
        => operations.InvokeAsync(
            "map_publish", channel, MapCodec.WritePublish(channel, key, data, options), MapCodec.ReadResult, IsIdempotent(options.IdempotencyKey), cancellationToken);

    public Task<MapPublishResult> RemoveAsync(string channel, string key, MapRemoveOptions options, CancellationToken cancellationToken)
        => operations.InvokeAsync("map_remove", channel, MapCodec.WriteRemove(channel, key, options), MapCodec.ReadResult, IsIdempotent(options.IdempotencyKey), cancellationToken);

    public async Task<Publication?> FindAsync(string channel, string key, CancellationToken cancellationToken)
    {
        var page = await operations.InvokeAsync("map_read_state", channel, MapCodec.WriteFind(channel, key), MapCodec.ReadPage, isIdempotent: true, cancellationToken).ConfigureAwait(false);
        return page.Entries is [var entry, ..] ? entry : null;
    }

    public Task<MapEntryPage> ListAsync(string channel, MapEntryQuery query, CancellationToken cancellationToken)
        => operations.InvokeAsync("map_read_state", channel, MapCodec.WriteList(channel, query), MapCodec.ReadPage, isIdempotent: true, cancellationToken);

    public Task<HistoryResult> GetChangesAsync(string channel, HistoryOptions options, CancellationToken cancellationToken)
        => operations.InvokeAsync("map_read_stream", channel, MapCodec.WriteChanges(channel, options), MapCodec.ReadChanges, isIdempotent: true, cancellationToken);

    public Task<long> CountAsync(string channel, CancellationToken cancellationToken)
        => operations.InvokeAsync("map_stats", channel, MapCodec.WriteChannel(channel), MapCodec.ReadCount, isIdempotent: true, cancellationToken);

    /// <summary>Changes an entry out of what it is, again wherever somebody else has changed it meanwhile.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The key.</param>
    /// <param name="current">The entry as it was last seen; null where it was not there.</param>
    /// <param name="change">Makes the new data; empty removes the entry.</param>
    /// <param name="maxAttempts">How often it is tried.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<MapPublishResult> UpdateAsync(
        string channel, string key, Publication? current, Func<Publication?, ReadOnlyMemory<byte>> change, int maxAttempts, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryUpdateAsync(channel, key, current, change(current), cancellationToken).ConfigureAwait(false);
            }
            catch (SwitchboardException exception) when (exception.Error.Code == ErrorCodes.Conflict.Code && attempt < maxAttempts)
            {
                current = exception.Error.Details?.Current;
                await Task.Delay(_pauses.GetDelay(attempt), context.Settings.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<MapPublishResult> TryUpdateAsync(string channel, string key, Publication? current, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (data.IsEmpty && current is null)
        {
            return new MapPublishResult(default, MapSuppression.KeyNotFound);
        }

        // By its key the change takes effect once, when the connection is lost before the answer: asked again, it is not in conflict with itself.
        var expected = current is null ? new Position(0, "") : new Position(current.Offset, current.Epoch);
        var idempotencyKey = HubOperations.CreateKey();
        var result = data.IsEmpty
            ? await RemoveAsync(channel, key, new MapRemoveOptions { Expected = expected, IdempotencyKey = idempotencyKey }, cancellationToken).ConfigureAwait(false)
            : await PublishAsync(channel, key, data, new MapPublishOptions { Score = current?.Score ?? 0, Expected = expected, IdempotencyKey = idempotencyKey }, cancellationToken).ConfigureAwait(false);
        return result.Suppressed == MapSuppression.Idempotency ? result with { Suppressed = null } : result;
    }

    private static bool IsIdempotent(string? key) => !string.IsNullOrEmpty(key);
}
