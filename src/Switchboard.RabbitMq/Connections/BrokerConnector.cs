using RabbitMQ.Client;

namespace Switchboard.RabbitMq.Connections;

/// <summary>Makes connections to RabbitMQ, and ends them; a broker that is away, or does not answer, holds up neither.</summary>
/// <remarks>The client's own recovery is off: it knows nothing of a channel that the broker closed, or of a queue that was deleted, and brings back the rest at a moment that nobody here knows.</remarks>
internal sealed class BrokerConnector(Uri uri, string name, TimeProvider time)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(20);

    // The client's own limits are for its steps.
    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan _closeTimeout = TimeSpan.FromSeconds(1);

    // The most that any broker lets through: a message that the client refused would end each connection that it comes over.
    private const uint MaxMessageBytes = 512 * 1024 * 1024;

    private readonly ConnectionFactory _factory = new()
    {
        Uri = uri,
        ClientProvidedName = name,
        AutomaticRecoveryEnabled = false,
        TopologyRecoveryEnabled = false,
        RequestedConnectionTimeout = _patience,
        ContinuationTimeout = _patience,
        RequestedHeartbeat = _heartbeat,
        MaxInboundMessageBodySize = MaxMessageBytes,
    };

    /// <summary>Where RabbitMQ is.</summary>
    public Uri Uri => uri;

    /// <summary>Connects.</summary>
    public async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connecting = _factory.CreateConnectionAsync(cancellationToken);
        try
        {
            return await connecting.WaitAsync(_connectTimeout, time, cancellationToken);
        }
        catch (Exception) when (!connecting.IsFaulted)
        {
            _ = CloseLateAsync(connecting);
            throw;
        }
    }

    /// <summary>Ends a connection, whatever has become of it. A broker with an alarm does not read that it is to end: it is waited for a moment.</summary>
    public static Task CloseAsync(IConnection connection) => EndAsync(connection.DisposeAsync().AsTask());

    /// <summary>Ends a channel in the same way. At the latest it ends with its connection.</summary>
    public static Task CloseAsync(IChannel channel) => EndAsync(channel.DisposeAsync().AsTask());

    private static async Task EndAsync(Task ending)
    {
        try
        {
            await ending.WaitAsync(_closeTimeout);
        }
        catch (Exception)
        {
            // The client fails to end what has ended already.
        }
    }

    private static async Task CloseLateAsync(Task<IConnection> connecting)
    {
        try
        {
            await CloseAsync(await connecting);
        }
        catch (Exception)
        {
            // It was never made.
        }
    }
}
