using RabbitMQ.Client;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Connections;

namespace Switchboard.RabbitMq.EventTargets;

/// <summary>A connection with a channel that confirms what is published, to an exchange that is there.</summary>
internal sealed class ExchangeChannel : IAsyncDisposable
{
    private static readonly CreateChannelOptions _confirming = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly IConnection _connection;
    private volatile string? _alarm;

    private ExchangeChannel(IConnection connection, IChannel channel)
    {
        (_connection, Channel) = (connection, channel);
        connection.ConnectionBlockedAsync += (_, alarm) =>
        {
            _alarm = $"the broker takes nothing at present, {alarm.Reason}";
            return Task.CompletedTask;
        };
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            _alarm = null;
            return Task.CompletedTask;
        };
    }

    /// <summary>The channel.</summary>
    public IChannel Channel { get; }

    /// <summary>Whether it can be used.</summary>
    public bool IsOpen => _connection.IsOpen && Channel.IsOpen;

    /// <summary>Why the broker reads nothing; null while it does.</summary>
    public string? Alarm => _alarm;

    /// <summary>Connects, and makes the exchange where there is none.</summary>
    public static async Task<ExchangeChannel> OpenAsync(BrokerConnector connector, EventTargetDescription target, CancellationToken cancellationToken)
    {
        var connection = await connector.ConnectAsync(cancellationToken);
        try
        {
            await Declaration.EnsureExchangeAsync(connection, target.Exchange, target.ExchangeType, cancellationToken);
            return new ExchangeChannel(connection, await connection.CreateChannelAsync(_confirming, cancellationToken));
        }
        catch
        {
            await BrokerConnector.CloseAsync(connection);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await BrokerConnector.CloseAsync(_connection);
}
