using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Client.Configuration;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client;

/// <summary>Requests that are sent in one frame. Add them, send the batch, then await the tasks that adding returned. Not thread-safe.</summary>
public sealed class ClientBatch
{
    private readonly RequestSender _sender;
    private readonly TimeSpan _timeout;
    private readonly List<PendingRequest> _requests = [];
    private bool _isSent;

    internal ClientBatch(RequestSender sender, TimeSpan timeout)
    {
        _sender = sender;
        _timeout = timeout;
    }

    /// <summary>How many requests there are.</summary>
    public int Count => _requests.Count;

    /// <summary>Adds a publication.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="data">The payload, as JSON.</param>
    /// <returns>Completes when the hub has taken it, or fails as the request would alone.</returns>
    public Task PublishAsync(string channel, ReadOnlyMemory<byte> data)
    {
        PayloadValidator.ThrowIfNotJson(data);
        return AddAsync(new PublishCommand(0, channel, data, 0), static _ => true);
    }

    /// <summary>Adds a publication of a value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="channel">The channel.</param>
    /// <param name="value">The value.</param>
    /// <param name="type">How it is written.</param>
    /// <returns>Completes when the hub has taken it, or fails as the request would alone.</returns>
    public Task PublishAsync<T>(string channel, T value, JsonTypeInfo<T> type) => PublishAsync(channel, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Adds a request for a channel's history.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="options">Which part; null for all that the hub gives at once.</param>
    /// <returns>The answer.</returns>
    public Task<HistoryResult> GetHistoryAsync(string channel, HistoryOptions? options = null)
    {
        options ??= HistoryOptions.Default;
        return AddAsync(new HistoryCommand(0, channel, options.Limit, options.Since, options.Reverse), static reply => HistoryResult.From((HistoryReply)reply!));
    }

    /// <summary>Adds a request for who is in a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <returns>The answer.</returns>
    public Task<IReadOnlyCollection<ClientInfo>> GetPresenceAsync(string channel) => AddAsync(new PresenceCommand(0, channel), static reply => ((PresenceReply)reply!).Clients);

    /// <summary>Adds a request for how many are in a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <returns>The answer.</returns>
    public Task<PresenceStats> GetPresenceStatsAsync(string channel) => AddAsync(new PresenceStatsCommand(0, channel), static reply => ((PresenceStatsReply)reply!).Stats);

    /// <summary>Sends all requests in one frame, and completes when each was answered or failed. The requests' own tasks have the results.</summary>
    /// <param name="cancellationToken">Cancels the wait, and fails what was not answered.</param>
    /// <exception cref="InvalidOperationException">It was sent before.</exception>
    public async Task SendAsync(CancellationToken cancellationToken = default)
    {
        if (_isSent)
        {
            throw new InvalidOperationException("A batch is sent once.");
        }

        _isSent = true;
        if (_requests.Count > 0)
        {
            await _sender.SendBatchAsync(_requests, _timeout, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<T> AddAsync<T>(CentrifugeCommand command, Func<CentrifugeReply?, T> read)
    {
        if (_isSent)
        {
            throw new InvalidOperationException("The batch was sent.");
        }

        var request = new PendingRequest(command);
        _requests.Add(request);
        var result = ReadAsync(request, read);

        // A caller that awaits one of the results only must not cause unobserved exceptions by the others.
        _ = result.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return result;
    }

    private static async Task<T> ReadAsync<T>(PendingRequest request, Func<CentrifugeReply?, T> read)
    {
        var result = await request.Completion.ConfigureAwait(false);
        result.ThrowIfFailed();
        return read(result.Reply);
    }
}
