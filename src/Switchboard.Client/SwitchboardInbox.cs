using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Client.Inbox;

namespace Switchboard.Client;

/// <summary>The inbox of the client's user: messages that arrive or have arrived, and what became of those that the user sent. Safe to use from any thread.</summary>
/// <remarks>
/// Messages are delivered one after the other, to the handlers or to <see cref="ReadAllAsync(CancellationToken)"/>, never to both, and
/// each once: repeated ones are recognised by their ids, of which <see cref="SwitchboardClientOptions.InboxDeduplicationCount"/> are remembered. A message
/// is acknowledged to the hub when it was handled. A handler that throws gets the same message again after a pause; a program that ends
/// before it was acknowledged gets it again with the next connection, where the inbox is durable. Attach handlers before connecting: without
/// any, messages are not kept, and stay unacknowledged. Anonymous connections have no inbox.
/// </remarks>
public sealed class SwitchboardInbox
{
    private readonly InboxReceiver _receiver;
    private readonly InboxRequests _requests;

    internal SwitchboardInbox(InboxReceiver receiver, InboxRequests requests)
    {
        _receiver = receiver;
        _requests = requests;
        receiver.Events.Sender = this;
    }

    /// <summary>A message arrived. The next one comes when the handler has returned; see the remarks for what happens if it throws.</summary>
    public event EventHandler<UserMessageEventArgs>? Received
    {
        add
        {
            _receiver.Events.Received += value;
            _receiver.StartPump();
        }
        remove => _receiver.Events.Received -= value;
    }

    /// <summary>Messages were read, archived or deleted, here or on another device of the user.</summary>
    public event EventHandler<InboxMarkedEventArgs>? Marked
    {
        add => _receiver.Events.Marked += value;
        remove => _receiver.Events.Marked -= value;
    }

    /// <summary>A message that the user sent has come further: it was delivered or read, has expired, or was given up. States passed in between may be left out.</summary>
    public event EventHandler<ReceiptReceivedEventArgs>? ReceiptReceived
    {
        add => _receiver.Events.ReceiptReceived += value;
        remove => _receiver.Events.ReceiptReceived -= value;
    }

    /// <summary>A handler of messages threw, or one of jobs.</summary>
    public event EventHandler<HandlerFailedEventArgs>? HandlerFailed
    {
        add => _receiver.Events.HandlerFailed += value;
        remove => _receiver.Events.HandlerFailed -= value;
    }

    /// <summary>Sets the handler of messages. The next one comes when its task has ended; see the remarks for what happens if it fails.</summary>
    /// <param name="handler">Gets each message, and a token that is cancelled when the client is disposed of.</param>
    /// <exception cref="InvalidOperationException">There is one already, or the messages are being read.</exception>
    public void OnReceived(Func<UserMessage, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _receiver.SetHandler(handler);
    }

    /// <summary>Sets a handler of payloads of one type. One that is not of that type counts as a failure of the handler.</summary>
    /// <typeparam name="T">The type of the payloads.</typeparam>
    /// <param name="type">How it is read from JSON.</param>
    /// <param name="handler">Gets each payload with its message.</param>
    public void OnReceived<T>(JsonTypeInfo<T> type, Func<T?, UserMessage, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(handler);
        _receiver.SetHandler((message, cancellationToken) => handler(message.ReadAs(type), message, cancellationToken));
    }

    /// <summary>Reads the messages as they arrive. One counts as handled when the next one is asked for.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The messages, until the client is disposed of. The one at which a loop is left counts as not handled, and comes first to the next reader.</returns>
    /// <exception cref="InvalidOperationException">There is a handler, or another reader.</exception>
    public async IAsyncEnumerable<UserMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var reader = _receiver.StartReading();
        while (await reader.PeekAsync(cancellationToken).ConfigureAwait(false) is { } delivery)
        {
            yield return UserMessageReader.Read(delivery.Publication!);
            reader.Complete(delivery);
        }
    }

    /// <summary>Reads payloads of one type as they arrive.</summary>
    /// <typeparam name="T">The type of the payloads.</typeparam>
    /// <param name="type">How it is read from JSON.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The payloads, until the client is disposed of.</returns>
    public async IAsyncEnumerable<T?> ReadAllAsync<T>(JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var message in ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return message.ReadAs(type);
        }
    }

    /// <summary>Lists what is in the inbox, newest first.</summary>
    /// <param name="query">Which part; null for the newest messages that are not archived.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A page, with the number of unread messages of the whole inbox.</returns>
    /// <exception cref="SwitchboardException">The hub refused it: 103 for connections without a user, 108 where users have no inbox or its store is away.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made.</exception>
    /// <exception cref="TimeoutException">There was no answer within <see cref="SwitchboardClientOptions.RequestTimeout"/>; a lost connection is waited for in it.</exception>
    public Task<UserMessagePage> ListAsync(InboxQuery? query = null, CancellationToken cancellationToken = default)
        => _requests.ListAsync(query ?? InboxQuery.Default, cancellationToken);

    /// <summary>Counts the unread messages.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<long> GetUnreadCountAsync(CancellationToken cancellationToken = default)
        => (await _requests.ListAsync(new InboxQuery { Limit = 0 }, cancellationToken).ConfigureAwait(false)).Unread;

    /// <summary>Marks messages, for all devices of the user. Ids that are not in the inbox are ignored. Marks are never taken back.</summary>
    /// <param name="ids">The messages, at most the hub's <c>inbox.maxPageSize</c>.</param>
    /// <param name="mark">What was done with them.</param>
    /// <param name="cancellationToken">Cancels the wait; whether they were marked is not known then.</param>
    /// <returns>How many messages are unread now.</returns>
    /// <inheritdoc cref="ListAsync"/>
    public Task<long> MarkAsync(IReadOnlyCollection<string> ids, InboxMark mark, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return _requests.MarkAsync(ids, mark, cancellationToken);
    }

    /// <summary>Asks what became of messages that the user sent.</summary>
    /// <param name="ids">The messages, at most the hub's <c>inbox.maxPageSize</c>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One entry for each message that is remembered and was sent by this user.</returns>
    /// <inheritdoc cref="ListAsync"/>
    public Task<IReadOnlyList<SentMessageState>> GetStatesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return _requests.GetStatesAsync(ids, cancellationToken);
    }
}
