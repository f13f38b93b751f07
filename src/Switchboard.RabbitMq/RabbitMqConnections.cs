using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Switchboard.RabbitMq;

/// <summary>The connections to RabbitMQ: one that consumes, and one that publishes. A broker in need stops reading from those that publish, and acknowledgements must go on.</summary>
internal sealed class RabbitMqConnections(RabbitMqConnectionOptions options, ILogger<RabbitMqConnections> logger) : IAsyncDisposable
{
    /// <summary>The connection that consumes. All sources share it, each with a channel of its own.</summary>
    public RabbitMqConnection Consuming { get; } = new(options, "switchboard (consumes)", logger);

    /// <summary>The connection that publishes.</summary>
    public RabbitMqConnection Publishing { get; } = new(options, "switchboard (publishes)", logger);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Consuming.DisposeAsync();
        await Publishing.DisposeAsync();
    }
}

/// <summary>A connection that is made when it is first needed, and again when it was lost.</summary>
/// <remarks>The library's own recovery is off: it knows nothing of a channel that the broker closed, or of a queue that was deleted, and would do the rest a second time.</remarks>
internal sealed class RabbitMqConnection : IAsyncDisposable
{
    // The most that any broker lets through: a message that the library refused would close the connection, and come again.
    private const uint MaxMessageBytes = 536_870_912;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly ConnectionFactory _factory;
    private readonly ILogger _logger;
    private IConnection? _connection;

    public RabbitMqConnection(RabbitMqConnectionOptions options, string name, ILogger logger)
    {
        (_logger, Uri) = (logger, new Uri(options.Uri));
        _factory = new ConnectionFactory
        {
            Uri = Uri,
            ClientProvidedName = name,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = TimeSpan.FromSeconds(20),
            MaxInboundMessageBodySize = MaxMessageBytes,
        };
    }

    /// <summary>Where the broker is.</summary>
    public Uri Uri { get; }

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
            var connection = await _factory.CreateConnectionAsync(cancellationToken);
            connection.ConnectionBlockedAsync += (_, blocked) =>
            {
                RabbitMqLog.Blocked(_logger, blocked.Reason);
                return Task.CompletedTask;
            };
            connection.ConnectionUnblockedAsync += (_, _) =>
            {
                RabbitMqLog.Unblocked(_logger);
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
            try
            {
                await connection.DisposeAsync();
            }
            catch (Exception exception) when (exception is RabbitMQClientException or IOException or OperationCanceledException)
            {
                // It was lost, and has nothing left to say goodbye to.
                return;
            }
        }
    }
}
