using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Client.Configuration;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client;

/// <content>Requests. Each waits for the connection where there is none, and fails with <see cref="TimeoutException"/> when its time is over.</content>
public sealed partial class SwitchboardClient
{
    /// <summary>Publishes, and completes when the hub has taken the publication.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="data">The payload: JSON, or any bytes with Protobuf where the namespace takes them.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was published is not known then.</param>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made, or it was lost before the answer.</exception>
    public Task PublishAsync(string channel, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
        => PublishAsync(new PublishCommand(0, channel, Checked(data), 0), cancellationToken);

    /// <summary>Publishes a value as JSON.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="channel">The channel.</param>
    /// <param name="value">The value.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was published is not known then.</param>
    public Task PublishAsync<T>(string channel, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
        => PublishAsync(new PublishCommand(0, channel, JsonSerializer.SerializeToUtf8Bytes(value, type), 0), cancellationToken);

    /// <summary>Publishes what takes effect once, however often it is asked for under the same key. Completes when the hub has taken the publication.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="data">The payload: JSON, or any bytes with Protobuf where the namespace takes them.</param>
    /// <param name="idempotencyKey">The key. The hub remembers those of each user in each channel for <c>publishing.idempotencyWindowSeconds</c>.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was published is not known then.</param>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made.</exception>
    /// <exception cref="TimeoutException">There was no answer within <see cref="SwitchboardClientOptions.RequestTimeout"/>. When the connection is lost, it is published again within it.</exception>
    public Task PublishOnceAsync(string channel, ReadOnlyMemory<byte> data, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(idempotencyKey);
        var command = new PublishCommand(0, channel, Checked(data), 0) { IdempotencyKey = idempotencyKey };
        return _requests.SendAsync("publish", channel, command, _context.Settings.RequestTimeout, isIdempotent: true, cancellationToken);
    }

    /// <summary>Publishes a value as JSON, once under its key.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="channel">The channel.</param>
    /// <param name="value">The value.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="idempotencyKey">The key.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was published is not known then.</param>
    /// <inheritdoc cref="PublishOnceAsync(string, ReadOnlyMemory{byte}, string, CancellationToken)"/>
    public Task PublishOnceAsync<T>(string channel, T value, JsonTypeInfo<T> type, string idempotencyKey, CancellationToken cancellationToken = default)
        => PublishOnceAsync(channel, JsonSerializer.SerializeToUtf8Bytes(value, type), idempotencyKey, cancellationToken);

    /// <summary>Sends the application behind the hub a message that takes effect once under its key. Completes when the hub has passed it on.</summary>
    /// <param name="data">The payload.</param>
    /// <param name="idempotencyKey">The key. The hub remembers those of each user for <c>publishing.idempotencyWindowSeconds</c>, not across a restart.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was passed on is not known then.</param>
    /// <inheritdoc cref="PublishOnceAsync(string, ReadOnlyMemory{byte}, string, CancellationToken)"/>
    public Task SendOnceAsync(ReadOnlyMemory<byte> data, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(idempotencyKey);
        var command = new SendCommand(0, Checked(data)) { IdempotencyKey = idempotencyKey };
        return _requests.SendAsync("send", "", command, _context.Settings.RequestTimeout, isIdempotent: true, cancellationToken);
    }

    /// <summary>Sends a message to the application behind the hub, which answers nothing. Completes when it was written to the transport.</summary>
    /// <param name="data">The payload.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="SwitchboardConnectionException">There is no connection, or it ended meanwhile.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        var command = new SendCommand(0, Checked(data));
        var session = await _connections.GetSessionAsync(cancellationToken).ConfigureAwait(false);
        await session.WaitForSendBufferAsync(cancellationToken).ConfigureAwait(false);
        if (!await session.SendOneWayAsync(command, cancellationToken).ConfigureAwait(false))
        {
            throw new SwitchboardConnectionException("The connection ended.", ConnectionChangeReason.TransportFailed, isTransient: true);
        }
    }

    /// <summary>Sends a value as JSON to the application behind the hub.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task SendAsync<T>(T value, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
        => SendAsync(JsonSerializer.SerializeToUtf8Bytes(value, type), cancellationToken);

    /// <summary>Reads a channel's history.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="options">Which part; null for all that the hub gives at once, oldest first.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The publications, and the newest position.</returns>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made, or it was lost before the answer.</exception>
    public async Task<HistoryResult> GetHistoryAsync(string channel, HistoryOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= HistoryOptions.Default;
        var command = new HistoryCommand(0, channel, options.Limit, options.Since, options.Reverse);
        var reply = await _requests.SendAsync<HistoryReply>("history", channel, command, cancellationToken).ConfigureAwait(false);
        return HistoryResult.From(reply);
    }

    /// <summary>Asks who is in a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The connections that follow it.</returns>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made, or it was lost before the answer.</exception>
    public async Task<IReadOnlyCollection<ClientInfo>> GetPresenceAsync(string channel, CancellationToken cancellationToken = default)
    {
        var command = new PresenceCommand(0, channel);
        var reply = await _requests.SendAsync<PresenceReply>("presence", channel, command, cancellationToken).ConfigureAwait(false);
        return reply.Clients;
    }

    /// <summary>Asks how many are in a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>How many connections and users follow it.</returns>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made, or it was lost before the answer.</exception>
    public async Task<PresenceStats> GetPresenceStatsAsync(string channel, CancellationToken cancellationToken = default)
    {
        var command = new PresenceStatsCommand(0, channel);
        var reply = await _requests.SendAsync<PresenceStatsReply>("presence_stats", channel, command, cancellationToken).ConfigureAwait(false);
        return reply.Stats;
    }

    /// <summary>Asks the hub for an answer, to see that it is alive and how long the way is.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default)
    {
        var startedAt = _context.Settings.Time.GetTimestamp();
        await _requests.SendAsync("ping", "", new PingCommand(0), _context.Settings.RequestTimeout, isIdempotent: false, cancellationToken).ConfigureAwait(false);
        return _context.Settings.Time.GetElapsedTime(startedAt);
    }

    private Task<CentrifugeReply?> PublishAsync(PublishCommand command, CancellationToken cancellationToken)
        => _requests.SendAsync("publish", command.Channel, command, _context.Settings.RequestTimeout, isIdempotent: false, cancellationToken);

    /// <summary>Validates a payload: the JSON encoding carries JSON only, and the hub would close the connection over anything else.</summary>
    private ReadOnlyMemory<byte> Checked(ReadOnlyMemory<byte> data)
    {
        if (_context.Settings.Encoding == ClientEncoding.Json)
        {
            PayloadValidator.ThrowIfNotJson(data);
        }

        return data;
    }
}
