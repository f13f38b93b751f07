using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Client.Maps;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client;

/// <content>Map channels: entries by key.</content>
public sealed partial class SwitchboardClient
{
    internal const int MaxUpdateAttempts = 20;

    private readonly MapRequests _mapRequests;

    /// <summary>Creates a live copy of the entries of a map channel and starts it. Without a connection, it subscribes with the next one.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>The subscription.</returns>
    /// <exception cref="InvalidOperationException">There is a subscription to the channel.</exception>
    public MapSubscription SubscribeMap(string channel, MapSubscriptionOptions? options = null)
    {
        var subscription = CreateMapSubscription(channel, options);
        MachineOf(channel)?.Start();
        return subscription;
    }

    /// <summary>Creates a live copy of the entries of a map channel, which the caller starts.</summary>
    /// <inheritdoc cref="SubscribeMap"/>
    public MapSubscription CreateMapSubscription(string channel, MapSubscriptionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        ArgumentOutOfRangeException.ThrowIfNegative(options?.PageSize ?? 0, nameof(options));
        var machine = new MapStateMachine(channel, options ?? new MapSubscriptionOptions(), _context);
        var subscription = new MapSubscription(this, machine);
        Add(machine);
        return subscription;
    }

    /// <summary>The live copy of a map channel; null where none was made.</summary>
    /// <param name="channel">The channel.</param>
    public MapSubscription? GetMapSubscription(string channel) => MachineOf(channel)?.Events.Sender as MapSubscription;

    /// <summary>Sets an entry of a map channel, and completes when the hub has taken the change.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The key. Where the namespace gives clients their keys (<c>mapKey</c>), it is passed over, and may be empty.</param>
    /// <param name="data">The payload: JSON, or any bytes with Protobuf where the namespace takes them.</param>
    /// <param name="cancellationToken">Cancels the wait; whether the entry was set is not known then.</param>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made, or it was lost before the answer.</exception>
    public Task SetEntryAsync(string channel, string key, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return PublishAsync(new PublishCommand(0, channel, Checked(data), SubscriptionType.Map) { Key = key }, cancellationToken);
    }

    /// <summary>Sets an entry of a map channel where its conditions hold. With an idempotency key it is sent again when the connection is lost.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The key.</param>
    /// <param name="data">The payload.</param>
    /// <param name="options">How, and under which conditions. Tags are for services alone.</param>
    /// <param name="cancellationToken">Cancels the wait; whether the entry was set is not known then.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="SwitchboardException">The hub refused it: with 413 the entry is not at <see cref="MapPublishOptions.Expected"/>, and is as <see cref="ErrorDetails.Current"/> says.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made, or it was lost before the answer.</exception>
    public Task<MapPublishResult> SetEntryAsync(string channel, string key, ReadOnlyMemory<byte> data, MapPublishOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(options);
        return _mapRequests.PublishAsync(channel, key, Checked(data), options, cancellationToken);
    }

    /// <summary>Sets the value of an entry as JSON.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="cancellationToken">Cancels the wait; whether the entry was set is not known then.</param>
    /// <inheritdoc cref="SetEntryAsync(string, string, ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task SetEntryAsync<T>(string channel, string key, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
        => SetEntryAsync(channel, key, JsonSerializer.SerializeToUtf8Bytes(value, type), cancellationToken);

    /// <summary>Sets the value of an entry as JSON where its conditions hold.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="options">How, and under which conditions.</param>
    /// <param name="cancellationToken">Cancels the wait; whether the entry was set is not known then.</param>
    /// <inheritdoc cref="SetEntryAsync(string, string, ReadOnlyMemory{byte}, MapPublishOptions, CancellationToken)"/>
    public Task<MapPublishResult> SetEntryAsync<T>(string channel, string key, T value, JsonTypeInfo<T> type, MapPublishOptions options, CancellationToken cancellationToken = default)
        => SetEntryAsync(channel, key, JsonSerializer.SerializeToUtf8Bytes(value, type), options, cancellationToken);

    /// <summary>Removes an entry of a map channel, and completes when the hub has taken the change. One that is not there is no error.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the wait; whether the entry was removed is not known then.</param>
    /// <inheritdoc cref="SetEntryAsync(string, string, ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task RemoveEntryAsync(string channel, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return PublishAsync(new PublishCommand(0, channel, default, SubscriptionType.Map) { Key = key, Removed = true }, cancellationToken);
    }

    /// <summary>Removes an entry of a map channel where its conditions hold. With an idempotency key it is sent again when the connection is lost.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The key.</param>
    /// <param name="options">How, and under which conditions.</param>
    /// <param name="cancellationToken">Cancels the wait; whether the entry was removed is not known then.</param>
    /// <inheritdoc cref="SetEntryAsync(string, string, ReadOnlyMemory{byte}, MapPublishOptions, CancellationToken)"/>
    public Task<MapPublishResult> RemoveEntryAsync(string channel, string key, MapRemoveOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(options);
        return _mapRequests.RemoveAsync(channel, key, options, cancellationToken);
    }

    /// <summary>Makes an entry out of what it is: where somebody else changes it meanwhile, it is made again out of that. Reading needs what history does.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The key.</param>
    /// <param name="change">Gets the entry as it is, null where it is not there; returns its data, empty to remove it. Called once for each attempt.</param>
    /// <param name="maxAttempts">How often it is tried; the last conflict is thrown.</param>
    /// <param name="cancellationToken">Cancels the wait; whether the entry was changed is not known then.</param>
    /// <inheritdoc cref="MapSubscription.UpdateAsync(string, Func{Publication?, ReadOnlyMemory{byte}}, int, CancellationToken)"/>
    public async Task<MapPublishResult> UpdateEntryAsync(
        string channel, string key, Func<Publication?, ReadOnlyMemory<byte>> change, int maxAttempts = MaxUpdateAttempts, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(change);
        var current = await _mapRequests.FindAsync(channel, key, cancellationToken).ConfigureAwait(false);
        return await UpdateEntryFromAsync(channel, key, current, change, maxAttempts, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads an entry of a map channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The publication that last set it; null where it is not there.</returns>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made.</exception>
    public Task<Publication?> GetEntryAsync(string channel, string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return _mapRequests.FindAsync(channel, key, cancellationToken);
    }

    /// <summary>Reads a page of the entries of a map channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="query">Which; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The entries.</returns>
    /// <inheritdoc cref="GetEntryAsync"/>
    public Task<MapEntryPage> ListEntriesAsync(string channel, MapEntryQuery? query = null, CancellationToken cancellationToken = default)
        => _mapRequests.ListAsync(channel, query ?? MapEntryQuery.Default, cancellationToken);

    /// <summary>Reads a page of the changes of a map channel: each is the publication that set an entry, or removed it.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="options">Which part; null for as many as the hub gives at once, oldest first. A limit that is not above 0 is the namespace's own.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The changes, and the newest position.</returns>
    /// <inheritdoc cref="GetEntryAsync"/>
    public Task<HistoryResult> GetEntryChangesAsync(string channel, HistoryOptions? options = null, CancellationToken cancellationToken = default)
        => _mapRequests.GetChangesAsync(channel, options ?? HistoryOptions.Default, cancellationToken);

    /// <summary>Counts the entries of a map channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>How many there are.</returns>
    /// <inheritdoc cref="GetEntryAsync"/>
    public Task<long> CountEntriesAsync(string channel, CancellationToken cancellationToken = default) => _mapRequests.CountAsync(channel, cancellationToken);

    internal Task<MapPublishResult> UpdateEntryFromAsync(
        string channel, string key, Publication? current, Func<Publication?, ReadOnlyMemory<byte>> change, int maxAttempts, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAttempts, 1);
        return _mapRequests.UpdateAsync(channel, key, current, entry => Checked(change(entry)), maxAttempts, cancellationToken);
    }
}
