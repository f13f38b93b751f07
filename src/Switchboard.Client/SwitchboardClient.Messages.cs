using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Client.Configuration;
using Switchboard.Client.Inbox;

namespace Switchboard.Client;

/// <content>Messages to users, and the inbox.</content>
public sealed partial class SwitchboardClient
{
    private readonly MessageAcknowledger _acknowledger;
    private readonly InboxReceiver _inboxReceiver;
    private readonly InboxRequests _inboxRequests;

    /// <summary>The inbox of this client's user.</summary>
    public SwitchboardInbox Inbox { get; }

    /// <summary>Sends a user a message, who receives it now or with the next connection. Completes when it is in the user's inbox; in a durable one, on disk.</summary>
    /// <param name="user">The user.</param>
    /// <param name="data">The payload, JSON.</param>
    /// <param name="options">Kind, priority, expiry and more; null for none.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was sent is not known then.</param>
    /// <returns>The message's id, by which <see cref="SwitchboardInbox.GetStatesAsync"/> and receipts tell what becomes of it.</returns>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made.</exception>
    /// <exception cref="TimeoutException">There was no answer in time. A message whose connection is lost is sent again within it, and takes effect once.</exception>
    public async Task<string> SendToUserAsync(string user, ReadOnlyMemory<byte> data, UserMessageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        var sent = await SendToUsersAsync([user], data, options, cancellationToken).ConfigureAwait(false);
        return sent is [{ Error: { } error }] ? throw new SwitchboardException(error) : sent[0].Id!;
    }

    /// <summary>Sends a user a value as JSON.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="user">The user.</param>
    /// <param name="value">The value.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="options">Kind, priority, expiry and more; null for none.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was sent is not known then.</param>
    /// <returns>The message's id.</returns>
    /// <inheritdoc cref="SendToUserAsync(string, ReadOnlyMemory{byte}, UserMessageOptions?, CancellationToken)"/>
    public Task<string> SendToUserAsync<T>(string user, T value, JsonTypeInfo<T> type, UserMessageOptions? options = null, CancellationToken cancellationToken = default)
        => SendToUserAsync(user, JsonSerializer.SerializeToUtf8Bytes(value, type), options, cancellationToken);

    /// <summary>Sends several users a message, each one of their own.</summary>
    /// <param name="users">The users, at most the hub's <c>api.maxBatchSize</c>.</param>
    /// <param name="data">The payload, JSON.</param>
    /// <param name="options">Kind, priority, expiry and more; null for none.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was sent is not known then.</param>
    /// <returns>What became of each, in the order of the users. An error of one does not keep the others from being sent.</returns>
    /// <inheritdoc cref="SendToUserAsync(string, ReadOnlyMemory{byte}, UserMessageOptions?, CancellationToken)"/>
    public Task<IReadOnlyList<SendOutcome>> SendToUsersAsync(
        IReadOnlyCollection<string> users, ReadOnlyMemory<byte> data, UserMessageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(users);
        PayloadValidator.ThrowIfNotJson(data);
        return _inboxRequests.SendAsync(users, data, options ?? UserMessageOptions.None, cancellationToken);
    }

    /// <summary>Sends several users a value as JSON.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="users">The users, at most the hub's <c>api.maxBatchSize</c>.</param>
    /// <param name="value">The value.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="options">Kind, priority, expiry and more; null for none.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was sent is not known then.</param>
    /// <returns>What became of each, in the order of the users.</returns>
    /// <inheritdoc cref="SendToUserAsync(string, ReadOnlyMemory{byte}, UserMessageOptions?, CancellationToken)"/>
    public Task<IReadOnlyList<SendOutcome>> SendToUsersAsync<T>(
        IReadOnlyCollection<string> users, T value, JsonTypeInfo<T> type, UserMessageOptions? options = null, CancellationToken cancellationToken = default)
        => SendToUsersAsync(users, JsonSerializer.SerializeToUtf8Bytes(value, type), options, cancellationToken);
}
