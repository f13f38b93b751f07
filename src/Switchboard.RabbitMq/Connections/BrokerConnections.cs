using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Switchboard.RabbitMq.Connections;

/// <summary>The connections of event sources to RabbitMQ: one that consumes, and one that publishes. A broker in need stops reading from those that publish, and acknowledgements must go on.</summary>
internal sealed class BrokerConnections(RabbitMqConnectionOptions options, TimeProvider time, ILogger<BrokerConnections> logger) : IAsyncDisposable
{
    /// <summary>The connection that consumes. All sources share it, each with a channel of its own.</summary>
    public SharedConnection Consuming { get; } = new(new BrokerConnector(new Uri(options.Uri), "switchboard (consumes)", time), logger);

    /// <summary>The connection that publishes.</summary>
    public SharedConnection Publishing { get; } = new(new BrokerConnector(new Uri(options.Uri), "switchboard (publishes)", time), logger);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Consuming.DisposeAsync();
        await Publishing.DisposeAsync();
    }
}

/// <summary>A connection that is made when it is first needed, and again when it was lost.</summary>
internal sealed class SharedConnection(BrokerConnector connector, ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private IConnection? _connection;

    /// <summary>Where the broker is.</summary>
    public Uri Uri => connector.Uri;

    /// <summary>The connection, open at this moment.</summary>
    public async Task<IConnection> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _connection) is { IsOpen: true } open)
        {
            return open;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true } opened)
            {
                return opened;
            }

            await CloseAsync();
            var connection = await connector.ConnectAsync(cancellationToken);
            connection.ConnectionBlockedAsync += (_, blocked) =>
            {
                RabbitMqLog.Blocked(logger, blocked.Reason);
                return Task.CompletedTask;
            };
            connection.ConnectionUnblockedAsync += (_, _) =>
            {
                RabbitMqLog.Unblocked(logger);
                return Task.CompletedTask;
            };
            Volatile.Write(ref _connection, connection);
            return connection;
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

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
        {
            await BrokerConnector.CloseAsync(connection);
        }
    }
}
