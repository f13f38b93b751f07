using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Switchboard.Diagnostics;

namespace Switchboard.Transports.Sockets;

/// <summary>Gives the web server a listener that takes plain upgrades to WebSocket out before it. Linux only; elsewhere the server's own serves.</summary>
internal sealed class DirectListenerFactory(
    EventLoops loops, IServiceProvider services, IOptions<SocketTransportOptions> options, TimeProvider time, Supervisor supervisor, ILoggerFactory loggers)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportOptions _options = options.Value;

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint && OperatingSystem.IsLinux();

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket socket;
        try
        {
            socket = _options.CreateBoundListenSocket(endpoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(exception.Message, exception);
        }

        var logger = loggers.CreateLogger<DirectListener>();
        var server = new SocketConnectionContextFactory(OptionsOf(_options), logger);

        // The web server is made before anything is mapped, and binds when everything is.
        var door = new ConnectionDispatcher(
            loops, services.GetRequiredService<UpgradePaths>(), new PlainAddress(services, (IPEndPoint)socket.LocalEndPoint!), services, server);
        var listener = new DirectListener(socket, loops.Acceptor, door, _options, time, supervisor, logger);
        return ValueTask.FromResult<IConnectionListener>(listener);
    }

    private static SocketConnectionFactoryOptions OptionsOf(SocketTransportOptions options) => new()
    {
        IOQueueCount = options.IOQueueCount,
        WaitForDataBeforeAllocatingBuffer = options.WaitForDataBeforeAllocatingBuffer,
        MaxReadBufferSize = options.MaxReadBufferSize,
        MaxWriteBufferSize = options.MaxWriteBufferSize,
        UnsafePreferInlineScheduling = options.UnsafePreferInlineScheduling,
    };
}
