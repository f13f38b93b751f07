using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Switchboard.Client.Concurrency;
using Switchboard.Client.Outbox;
using Switchboard.Client.Outbox.Storage;

namespace Switchboard.Client;

/// <summary>
/// Publishes and sends what must not be lost with the server, the network or the program: an item is on the local disk when its call
/// completes, is sent as soon as there is a connection, and is removed when the hub has acknowledged it.
/// </summary>
/// <remarks>
/// Items leave in the order in which they were taken, each under a random idempotency key that stays with it, so that sending one again
/// has no second effect on the hub. The outbox lives and ends with its client. All members may be used by any thread at any time. Calls never wait for the hub.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The client that owns the outbox closes it.")]
public sealed class SwitchboardOutbox
{
    private const int KeyBytes = 16;

    private readonly OutboxOptions _options;
    private readonly Action<ReadOnlyMemory<byte>> _check;
    private readonly OutboxStore _store;
    private readonly OutboxNotifier _notifier;
    private readonly OutboxSender _sender;

    internal SwitchboardOutbox(OutboxOptions options, IOutboxConnectionSource connections, Action<ReadOnlyMemory<byte>> check, ReentrancyGuard reentrancy, TimeProvider time, ILogger logger, Meter meter)
    {
        _options = options;
        _check = check;
        _store = new OutboxStore(options, time);
        _notifier = new OutboxNotifier(
            new OutboxMetrics(meter, _store),
            logger,
            item => Delivered?.Invoke(this, new OutboxDeliveredEventArgs(item)),
            loss => Lost?.Invoke(this, new OutboxLostEventArgs(loss.Item, loss.Reason, loss.Error)));
        _sender = new OutboxSender(_store, connections, options, reentrancy, time, _notifier, logger);
    }

    /// <summary>The hub has acknowledged an item, which is removed. Raised by the delivery, which goes on when the handlers return.</summary>
    public event EventHandler<OutboxDeliveredEventArgs>? Delivered;

    /// <summary>An item was given up. Raised by the delivery, which goes on when the handlers return, or by the call that needed room.</summary>
    public event EventHandler<OutboxLostEventArgs>? Lost;

    /// <summary>How many items are to be sent. 0 before the file was opened.</summary>
    public int Count => _store.Totals.Items;

    /// <summary>The size of the items to be sent, in bytes of payloads and channel names.</summary>
    public long Bytes => _store.Totals.Bytes;

    /// <summary>How many dead letters are kept.</summary>
    public int DeadLetterCount => _store.Totals.DeadLetters;

    /// <summary>The age of the oldest item; zero where there is none.</summary>
    public TimeSpan OldestAge => _store.OldestAge;

    /// <summary>Opens the file, and starts to send what an earlier program left in it. The first call of any other method does the same.</summary>
    /// <param name="cancellationToken">Cancels the wait; the file is opened all the same.</param>
    /// <exception cref="OutboxException">The file cannot be used.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken = default)
    {
        await _store.OpenAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        _sender.Start();
    }

    /// <summary>Publishes into a channel. Completes when the publication is on the local disk, whether there is a connection or not.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="data">The payload: JSON, unless the client and the channel's namespace take any bytes.</param>
    /// <param name="cancellationToken">Looked at before the item is written; from then on it is on its way.</param>
    /// <returns>The item's idempotency key.</returns>
    /// <exception cref="ArgumentException">The channel is empty, or the payload is empty, larger than <see cref="OutboxOptions.MaxItemBytes"/>, or not JSON where the client writes JSON.</exception>
    /// <exception cref="OutboxFullException">There is no room, and <see cref="OutboxOptions.WhenFull"/> says that this is an error.</exception>
    /// <exception cref="OutboxException">The file cannot be used.</exception>
    public Task<string> PublishAsync(string channel, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        return AddAsync(OutboxItemKind.Publish, channel, data, cancellationToken);
    }

    /// <summary>Publishes a value as JSON.</summary>
    /// <inheritdoc cref="PublishAsync(string, ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="channel">The channel.</param>
    /// <param name="value">The value.</param>
    /// <param name="typeInfo">How the value becomes JSON: a property of a source-generated context.</param>
    /// <param name="cancellationToken">Looked at before the item is written; from then on it is on its way.</param>
    public Task<string> PublishAsync<T>(string channel, T value, JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken = default)
        => PublishAsync(channel, JsonSerializer.SerializeToUtf8Bytes(value, typeInfo), cancellationToken);

    /// <summary>Sends the application behind the hub a message. Completes when it is on the local disk.</summary>
    /// <param name="data">The message: JSON, unless the client takes any bytes.</param>
    /// <param name="cancellationToken">Looked at before the item is written; from then on it is on its way.</param>
    /// <returns>The item's idempotency key.</returns>
    /// <exception cref="ArgumentException">The message is empty, larger than <see cref="OutboxOptions.MaxItemBytes"/>, or not JSON where the client writes JSON.</exception>
    /// <exception cref="OutboxFullException">There is no room, and <see cref="OutboxOptions.WhenFull"/> says that this is an error.</exception>
    /// <exception cref="OutboxException">The file cannot be used.</exception>
    public Task<string> SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
        => AddAsync(OutboxItemKind.Send, "", data, cancellationToken);

    /// <summary>Sends a value as JSON.</summary>
    /// <inheritdoc cref="SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="typeInfo">How the value becomes JSON: a property of a source-generated context.</param>
    /// <param name="cancellationToken">Looked at before the item is written; from then on it is on its way.</param>
    public Task<string> SendAsync<T>(T value, JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken = default)
        => SendAsync(JsonSerializer.SerializeToUtf8Bytes(value, typeInfo), cancellationToken);

    /// <summary>Waits until the outbox is empty: all items were acknowledged or given up. The events of the last ones may be raised a moment later.</summary>
    /// <param name="cancellationToken">Cancels the wait and nothing else.</param>
    /// <exception cref="OutboxException">The file cannot be used.</exception>
    public async Task DrainAsync(CancellationToken cancellationToken = default)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var changed = _notifier.Changed.Next;
            if (Count == 0)
            {
                return;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the oldest dead letters.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="OutboxException">The file cannot be used.</exception>
    public async Task<IReadOnlyList<OutboxDeadLetter>> ReadDeadLettersAsync(int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await _store.ReadDeadLettersAsync(limit).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Moves all dead letters behind the other items, under their old keys. The limits of the outbox do not apply to them.</summary>
    /// <param name="cancellationToken">Cancels the wait; it is done all the same.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="OutboxException">The file cannot be used.</exception>
    public async Task<int> RetryDeadLettersAsync(CancellationToken cancellationToken = default)
    {
        var count = await _store.RequeueDeadLettersAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        _sender.Start();
        _notifier.Changed.Signal();
        return count;
    }

    /// <summary>Deletes all dead letters.</summary>
    /// <param name="cancellationToken">Cancels the wait; it is done all the same.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="OutboxException">The file cannot be used.</exception>
    public Task<int> DeleteDeadLettersAsync(CancellationToken cancellationToken = default)
        => _store.DeleteDeadLettersAsync().WaitAsync(cancellationToken);

    /// <summary>Stops sending and closes the file. What waits is sent by the next outbox that opens it.</summary>
    internal async ValueTask CloseAsync()
    {
        await _sender.DisposeAsync().ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<string> AddAsync(OutboxItemKind kind, string channel, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Check(data);
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
        var result = await _store.AddAsync(new OutboxItem(kind, channel, data, key)).ConfigureAwait(false);
        _sender.Start();
        if (result.IsAdded || _options.WhenFull == OutboxFullMode.DropNewest)
        {
            _notifier.NotifyLost(result.Losses);
        }
        else
        {
            _notifier.NotifyLost([.. result.Losses.Where(static loss => loss.Reason == OutboxLossReason.Expired)]);
            throw new OutboxFullException(
                $"The outbox '{_options.Path}' is full: {Count} items of {_options.MaxItems}, {Bytes} bytes of {_options.MaxBytes}.");
        }

        if (result.IsAdded)
        {
            _notifier.NotifyAdded();
        }

        return key;
    }

    private void Check(ReadOnlyMemory<byte> data)
    {
        if (data.IsEmpty)
        {
            throw new ArgumentException("There is nothing to send.", nameof(data));
        }

        if (data.Length > _options.MaxItemBytes)
        {
            throw new ArgumentException($"The payload has {data.Length} bytes; {nameof(OutboxOptions.MaxItemBytes)} is {_options.MaxItemBytes}.", nameof(data));
        }

        _check(data);
    }
}
