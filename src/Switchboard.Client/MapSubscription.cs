using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Client.Maps;

namespace Switchboard.Client;

/// <summary>A live copy of the entries of a map channel, which outlives connections. Safe to use from any thread.</summary>
/// <remarks>
/// <para><see cref="Entries"/> is what was received: before the first time nothing, and without a connection what there was when it was lost.
/// When the client comes back it takes what has changed since, or reads all entries again where the hub has not all changes any more; who
/// follows the changes is told of every difference in either case, removals included.</para>
/// <para>Changes are delivered one after the other, to the handlers. The entries may be further than the change that is being handled. A handler
/// that throws gets the same change again after a pause.</para>
/// </remarks>
public sealed class MapSubscription : IAsyncDisposable
{
    private readonly SwitchboardClient _client;
    private readonly MapStateMachine _machine;

    internal MapSubscription(SwitchboardClient client, MapStateMachine machine)
    {
        _client = client;
        _machine = machine;
        machine.Events.Sender = this;
    }

    /// <summary>The state changed. Raised in order, off the receive loop.</summary>
    public event EventHandler<SubscriptionStateChangedEventArgs>? StateChanged
    {
        add => _machine.Events.StateChanged += value;
        remove => _machine.Events.StateChanged -= value;
    }

    /// <summary>The entries are those of the hub: for the first time, or again. Where changes are followed, it is raised when those were handled that brought the entries there.</summary>
    public event EventHandler<MapSynchronizedEventArgs>? Synchronized
    {
        add => _machine.Synchronized += value;
        remove => _machine.Synchronized -= value;
    }

    /// <summary>An entry changed. The next change comes when the handler has returned. The first handler is told of the entries that are there as added.</summary>
    public event EventHandler<MapChangedEventArgs>? Changed
    {
        add
        {
            _machine.Changed += value;
            _machine.StartPump();
        }
        remove => _machine.Changed -= value;
    }

    /// <summary>A handler of changes threw, or an entry cannot be read as the type of its handler: such an entry is told of once, and passed over.</summary>
    public event EventHandler<HandlerFailedEventArgs>? HandlerFailed
    {
        add => _machine.Events.HandlerFailed += value;
        remove => _machine.Events.HandlerFailed -= value;
    }

    /// <summary>The channel.</summary>
    public string Channel => _machine.Channel;

    /// <summary>Where the subscription stands. While it is <see cref="SubscriptionState.Subscribed"/>, the entries are those of the hub.</summary>
    public SubscriptionState State => _machine.State;

    /// <summary>The position of the newest change in the entries; null where the channel has none, or nothing is known yet.</summary>
    public Position? Position => _machine.Position;

    /// <summary>The entries of this moment, in the order that the options say. Later changes do not touch what was returned.</summary>
    public IReadOnlyList<Publication> Entries => _machine.Entries.Snapshot;

    /// <summary>How many entries there are.</summary>
    public int Count => _machine.Entries.Count;

    /// <summary>Gets an entry.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="entry">The publication that last set it; null where it is not there.</param>
    /// <returns>Whether it is there.</returns>
    public bool TryGetValue(string key, [NotNullWhen(true)] out Publication? entry)
    {
        ArgumentNullException.ThrowIfNull(key);
        entry = _machine.Entries.Find(key);
        return entry is not null;
    }

    /// <summary>Gets the value of an entry.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="type">How it is read from JSON.</param>
    /// <param name="value">The value; the type's default where the entry is not there.</param>
    /// <returns>Whether the entry is there.</returns>
    /// <exception cref="JsonException">It is not of that type.</exception>
    public bool TryGetValue<T>(string key, JsonTypeInfo<T> type, out T? value)
    {
        var isThere = TryGetValue(key, out var entry);
        value = isThere ? entry!.ReadAs(type) : default;
        return isThere;
    }

    /// <summary>Sets the handler of changes. The next one comes when its task has ended. It is told of the entries that are there as added.</summary>
    /// <param name="handler">Gets each change, and a token that is cancelled when the client is disposed of.</param>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public void OnChanged(Func<MapEntryChange, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _machine.SetHandler(handler);
    }

    /// <summary>Sets a handler of values of one type.</summary>
    /// <remarks>
    /// To this handler, an entry that cannot be read as that type is not there. <see cref="HandlerFailed"/> tells of it once, with an infinite
    /// <see cref="HandlerFailedEventArgs.Delay"/>, and what follows goes on. Where it takes the place of a value, that value is told of as removed; where a value
    /// takes its place, that is told of as added. <see cref="Entries"/> and <see cref="Changed"/> have it as it is.
    /// </remarks>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="type">How it is read from JSON.</param>
    /// <param name="handler">Gets the value before, the value from here on (the type's default where there is none), and the change.</param>
    public void OnChanged<T>(JsonTypeInfo<T> type, Func<T?, T?, MapEntryChange, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(handler);
        _machine.SetHandler(new TypedMapHandler<T>(type, handler, _machine.PassOver).HandleAsync);
    }

    /// <summary>Subscribes, and completes when the entries are there and stay up to date. Waits for the connection where there is none.</summary>
    /// <param name="cancellationToken">Cancels the wait, not the subscription.</param>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    /// <exception cref="InvalidOperationException">The token callback had no token, or the application unsubscribed meanwhile.</exception>
    public Task SubscribeAsync(CancellationToken cancellationToken = default) => _machine.SubscribeAsync(cancellationToken);

    /// <summary>Unsubscribes, and completes when the hub has confirmed it or there is no connection. The entries stay as they are, and what has changed by now is still handled.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task UnsubscribeAsync(CancellationToken cancellationToken = default) => _machine.UnsubscribeAsync(cancellationToken);

    /// <inheritdoc cref="SwitchboardClient.SetEntryAsync(string, string, ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task SetAsync(string key, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
        => _client.SetEntryAsync(Channel, key, data, cancellationToken);

    /// <inheritdoc cref="SwitchboardClient.SetEntryAsync(string, string, ReadOnlyMemory{byte}, MapPublishOptions, CancellationToken)"/>
    public Task<MapPublishResult> SetAsync(string key, ReadOnlyMemory<byte> data, MapPublishOptions options, CancellationToken cancellationToken = default)
        => _client.SetEntryAsync(Channel, key, data, options, cancellationToken);

    /// <inheritdoc cref="SwitchboardClient.SetEntryAsync{T}(string, string, T, JsonTypeInfo{T}, CancellationToken)"/>
    public Task SetAsync<T>(string key, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
        => _client.SetEntryAsync(Channel, key, value, type, cancellationToken);

    /// <inheritdoc cref="SwitchboardClient.SetEntryAsync{T}(string, string, T, JsonTypeInfo{T}, MapPublishOptions, CancellationToken)"/>
    public Task<MapPublishResult> SetAsync<T>(string key, T value, JsonTypeInfo<T> type, MapPublishOptions options, CancellationToken cancellationToken = default)
        => _client.SetEntryAsync(Channel, key, value, type, options, cancellationToken);

    /// <inheritdoc cref="SwitchboardClient.RemoveEntryAsync(string, string, CancellationToken)"/>
    public Task RemoveAsync(string key, CancellationToken cancellationToken = default) => _client.RemoveEntryAsync(Channel, key, cancellationToken);

    /// <inheritdoc cref="SwitchboardClient.RemoveEntryAsync(string, string, MapRemoveOptions, CancellationToken)"/>
    public Task<MapPublishResult> RemoveAsync(string key, MapRemoveOptions options, CancellationToken cancellationToken = default)
        => _client.RemoveEntryAsync(Channel, key, options, cancellationToken);

    /// <summary>Makes an entry out of what it is: where somebody else changes it meanwhile, it is made again out of that.</summary>
    /// <param name="key">The key.</param>
    /// <param name="change">Gets the entry as it is, null where it is not there; returns its data, empty to remove it. Called once for each attempt.</param>
    /// <param name="maxAttempts">How often it is tried; the last conflict is thrown.</param>
    /// <param name="cancellationToken">Cancels the wait; whether the entry was changed is not known then.</param>
    /// <returns>The position of the change; suppressed where there was nothing to remove.</returns>
    /// <exception cref="SwitchboardException">The hub refused it; with 413, it was changed by others as often as it was tried.</exception>
    public Task<MapPublishResult> UpdateAsync(
        string key, Func<Publication?, ReadOnlyMemory<byte>> change, int maxAttempts = SwitchboardClient.MaxUpdateAttempts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return State == SubscriptionState.Subscribed
            ? _client.UpdateEntryFromAsync(Channel, key, _machine.Entries.Find(key), change, maxAttempts, cancellationToken)
            : _client.UpdateEntryAsync(Channel, key, change, maxAttempts, cancellationToken);
    }

    /// <summary>Makes the value of an entry out of what it is. Null removes it: to set the JSON null, give data instead of a value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="type">How it is read and written as JSON.</param>
    /// <param name="change">Gets the value as it is, the type's default where the entry is not there; returns the new one, or null to remove the entry. Called once for each attempt.</param>
    /// <param name="maxAttempts">How often it is tried; the last conflict is thrown.</param>
    /// <param name="cancellationToken">Cancels the wait; whether the entry was changed is not known then.</param>
    /// <exception cref="JsonException">The entry is not of that type, and stays as it is.</exception>
    /// <inheritdoc cref="UpdateAsync(string, Func{Publication?, ReadOnlyMemory{byte}}, int, CancellationToken)"/>
    public Task<MapPublishResult> UpdateAsync<T>(
        string key, JsonTypeInfo<T> type, Func<T?, T?> change, int maxAttempts = SwitchboardClient.MaxUpdateAttempts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(change);
        return UpdateAsync(key, entry => DataOf(change(ValueOf(entry, type)), type), maxAttempts, cancellationToken);
    }

    /// <summary>Unsubscribes, and removes the subscription from its client, which can create another one for the channel then.</summary>
    /// <returns>Completes when it has stopped; at once, when it is called in a handler or callback of the client.</returns>
    public ValueTask DisposeAsync() => _client.RemoveAsync(_machine);

    private static ReadOnlyMemory<byte> DataOf<T>(T? value, JsonTypeInfo<T> type) => value is null ? default(ReadOnlyMemory<byte>) : JsonSerializer.SerializeToUtf8Bytes(value, type);

    private static T? ValueOf<T>(Publication? entry, JsonTypeInfo<T> type) => entry is null ? default : entry.ReadAs(type);
}
