using Microsoft.AspNetCore.Http;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Transports.WebSockets;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.EngineIo;

/// <summary>An application's own handler, which is given the messages as they are.</summary>
internal sealed class RawApplication(IEngineIoHandler handler) : IEngineIoApplication
{
    /// <inheritdoc/>
    public string Protocol => "engine.io";

    /// <inheritdoc/>
    public WireFormat FormatOf(EngineIoVersion version) => RawFormat.Instance;

    /// <inheritdoc/>
    public bool ClientBegins(EngineIoVersion version) => false;

    /// <inheritdoc/>
    public LimitSettings LimitsFrom(LimitSettings hub) => hub;

    /// <inheritdoc/>
    public IEngineIoConversation Begin(EngineIoSession session, HttpContext context) => new RawConversation(session, handler);
}

/// <summary>Hands a client's messages to the application's handler, one after the other.</summary>
internal sealed class RawConversation : IEngineIoConversation
{
    private readonly EngineIoSession _session;
    private readonly IEngineIoHandler _handler;
    private readonly EngineIoSocket _socket;
    private readonly InboundQueue<Func<IEngineIoHandler, EngineIoSocket, ValueTask>> _inbound;

    public RawConversation(EngineIoSession session, IEngineIoHandler handler)
    {
        (_session, _handler, _socket) = (session, handler, new EngineIoSocket(session));
        _inbound = new InboundQueue<Func<IEngineIoHandler, EngineIoSocket, ValueTask>>(session.Backlog, CallAsync);
    }

    /// <inheritdoc/>
    public void Open() => _ = _inbound.AddAsync(static (handler, socket) => handler.OnOpenAsync(socket), bytes: 0);

    /// <inheritdoc/>
    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> message, bool isBinary)
    {
        // The transport goes on to use its buffer.
        var own = new EngineIoMessage(message.ToArray(), isBinary);
        var pending = _inbound.AddAsync((handler, socket) => handler.OnMessageAsync(socket, own), message.Length);
        return pending.IsCompletedSuccessfully ? _session.Connection.Outbound.RepliesTakenAsync() : new ValueTask(pending);
    }

    /// <inheritdoc/>
    public void Check(long now)
    {
        // Nothing is due but the heartbeat.
    }

    /// <inheritdoc/>
    public OutboundFrame? EncodeClose(CloseCode code) => null;

    /// <inheritdoc/>
    public void End(CloseCode code)
        => _inbound.AddLast((handler, socket) => handler.OnCloseAsync(socket, code.Reason), dropWaiting: code != CloseCodes.ConnectionClosed);

    private async ValueTask CallAsync(Func<IEngineIoHandler, EngineIoSocket, ValueTask> call)
    {
        try
        {
            await call(_handler, _socket);
        }
        catch (Exception exception)
        {
            InternalError.Create(out var errorId);
            ConnectionLog.CommandFailed(_session.Server.Services.Logger, exception, _session.Connection.Id, errorId);
            _session.Connection.Close(CloseCodes.InternalError);
        }
    }
}

/// <summary>Connections that are no members of the hub: it tells them nothing but that they end.</summary>
internal sealed class RawFormat() : WireFormat(PacketFraming.Instance)
{
    public static RawFormat Instance { get; } = new();

    public override bool CarriesBinary => true;

    public override OutboundFrame? Ping => null;

    public override OutboundFrame Encode(Push push) => EngineIoFrames.Text("6"u8);

    public override OutboundFrame EncodeClose(CloseCode code) => WebSocketClose.Encode(code);
}
