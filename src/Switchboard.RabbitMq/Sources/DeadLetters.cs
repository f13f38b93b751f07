using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Connections;

namespace Switchboard.RabbitMq.Sources;

/// <summary>Publishes unusable messages to the exchange for them, with the reason, and waits for the broker to confirm each.</summary>
internal sealed class DeadLetters(EventSourceDefinition definition, SharedConnection connection, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const string Reason = "x-switchboard-reason";
    private const string Source = "x-switchboard-source";
    private const string Exchange = "x-switchboard-exchange";

    // A frame holds all headers, ours among them, and by default no more than 128 KiB: what is larger, the broker would refuse for ever.
    private const int MaxHeaderBytes = 65_536;

    private static readonly Dictionary<string, object?> _noHeaders = new(StringComparer.Ordinal);
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1);
    private IChannel? _channel;

    /// <summary>Publishes one, until the broker confirms it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="body">Its payload.</param>
    /// <param name="reason">Why it is unusable.</param>
    /// <param name="cancellationToken">Gives up; it may have been published.</param>
    /// <returns>False where no queue takes such, or no exchange is configured.</returns>
    public async Task<bool> TryPublishAsync(RabbitMqMessage message, ReadOnlyMemory<byte> body, string reason, CancellationToken cancellationToken)
    {
        if (definition.DeadLetterExchange.Length == 0)
        {
            return false;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            for (var pause = _shortest; ; pause = pause * 2 < _longest ? pause * 2 : _longest)
            {
                if (await AttemptAsync(message, body, reason, cancellationToken) is { } isTaken)
                {
                    return isTaken;
                }

                await Task.Delay(pause, time, cancellationToken);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _gate.Dispose();
    }

    private async Task<bool?> AttemptAsync(RabbitMqMessage message, ReadOnlyMemory<byte> body, string reason, CancellationToken cancellationToken)
    {
        try
        {
            _channel ??= await OpenAsync(cancellationToken);
            await _channel.BasicPublishAsync(definition.DeadLetterExchange, message.RoutingKey, mandatory: true, PropertiesOf(message, reason), body, cancellationToken);
            return true;
        }
        catch (PublishException exception) when (exception.IsReturn)
        {
            RabbitMqLog.DeadLetterUnroutable(logger, definition.DeadLetterExchange, definition.Name);
            return false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            RabbitMqLog.DeadLetterFailed(logger, definition.Name, definition.DeadLetterExchange, BrokerProblem.Of(exception, connection.Uri));
            await CloseAsync();
            return null;
        }
    }

    // Whoever wants another type than fanout declares it first: one that is there is used as it is.
    private async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        var open = await connection.GetAsync(cancellationToken);
        await Declaration.EnsureExchangeAsync(open, definition.DeadLetterExchange, ExchangeType.Fanout, cancellationToken);
        var confirming = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        return await open.CreateChannelAsync(confirming, cancellationToken);
    }

    // As it was, but for what would have the broker refuse it, copy it or let it expire, and for headers that leave no room for the reason.
    private BasicProperties PropertiesOf(RabbitMqMessage message, string reason)
    {
        var original = message.Delivery.Properties;
        var properties = new BasicProperties(original)
        {
            DeliveryMode = DeliveryModes.Persistent,
            Headers = new Dictionary<string, object?>(HeaderSize.Of(original.Headers) <= MaxHeaderBytes ? original.Headers ?? _noHeaders : _noHeaders, StringComparer.Ordinal)
            {
                [Reason] = reason,
                [Source] = definition.Name,
                [Exchange] = message.Delivery.Exchange,
            },
        };
        properties.Headers.Remove("CC");
        properties.Headers.Remove("BCC");
        properties.ClearUserId();
        properties.ClearExpiration();
        return properties;
    }

    private async Task CloseAsync()
    {
        if (_channel is { } channel)
        {
            _channel = null;
            await BrokerConnector.CloseAsync(channel);
        }
    }
}
