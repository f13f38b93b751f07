using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Switchboard.Extensibility;

namespace Switchboard.RabbitMq.EventTargets;

/// <summary>A connection with a channel that confirms what is published, to an exchange that is there.</summary>
internal sealed class ExchangeChannel : IAsyncDisposable
{
    private const ushort NotFound = 404;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _closePatience = TimeSpan.FromSeconds(1);
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
    public static async Task<ExchangeChannel> OpenAsync(Uri uri, EventTargetDescription target, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            Uri = uri,
            ClientProvidedName = $"switchboard event target {target.Name}",
            AutomaticRecoveryEnabled = false,
            RequestedHeartbeat = _patience,
            RequestedConnectionTimeout = _patience,
            ContinuationTimeout = _patience,
        };
        var connection = await factory.CreateConnectionAsync(cancellationToken);
        try
        {
            await EnsureExchangeAsync(connection, target, cancellationToken);
            return new ExchangeChannel(connection, await connection.CreateChannelAsync(_confirming, cancellationToken));
        }
        catch
        {
            await CloseAsync(connection);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync(_connection);

    // One that is there is used as it is, and no right to make any is needed. A channel on which something was refused is closed.
    private static async Task EnsureExchangeAsync(IConnection connection, EventTargetDescription target, CancellationToken cancellationToken)
    {
        try
        {
            await using var asking = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await asking.ExchangeDeclarePassiveAsync(target.Exchange, cancellationToken);
        }
        catch (OperationInterruptedException refusal) when (refusal.ShutdownReason?.ReplyCode == NotFound)
        {
            await using var making = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await making.ExchangeDeclareAsync(target.Exchange, target.ExchangeType, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        }
    }

    // A broker with an alarm does not read that it is to close.
    private static async ValueTask CloseAsync(IConnection connection)
    {
        await connection.CloseAsync(Constants.ReplySuccess, "closed", _closePatience, abort: true, CancellationToken.None);
        await connection.DisposeAsync();
    }
}
