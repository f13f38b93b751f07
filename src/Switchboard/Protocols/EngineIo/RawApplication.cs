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
internal sealed class RawConversation(EngineIoSession session, IEngineIoHandler handler) : IEngineIoConversation
{
    private readonly EngineIoSocket _socket = new(session);
    private readonly Lock _lock = new();

    // The call under way, or the last one.
    private Task _turn = Task.CompletedTask;
    private bool _isEnded;

    /// <inheritdoc/>
    public void Open() => _ = TakeTurnAsync(static (handler, socket, _) => handler.OnOpenAsync(socket), default);

    /// <inheritdoc/>
    public async ValueTask ReceiveAsync(ReadOnlyMemory<byte> message, bool isBinary)
    {
        await TakeTurnAsync(static (handler, socket, message) => handler.OnMessageAsync(socket, message), new EngineIoMessage(message, isBinary));
        await session.Connection.Outbound.RepliesTakenAsync();
    }

    /// <inheritdoc/>
    public void Check(long now)
    {
        // Nothing is due but the heartbeat.
    }

    /// <inheritdoc/>
    public void End(CloseCode code) => _ = TakeTurnAsync((application, socket, _) => application.OnCloseAsync(socket, code.Reason), default, isLast: true);

    /// <summary>Calls the handler once the call before has completed: the end may come while a message is being handled.</summary>
    private async Task TakeTurnAsync(
        Func<IEngineIoHandler, EngineIoSocket, EngineIoMessage, ValueTask> call, EngineIoMessage message, bool isLast = false)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_lock)
        {
            if (_isEnded)
            {
                return;
            }

            _isEnded = isLast;
            before = _turn;
            _turn = turn.Task;
        }

        await before;
        await GuardAsync(call, message);
        turn.SetResult();
    }

    private async ValueTask GuardAsync(Func<IEngineIoHandler, EngineIoSocket, EngineIoMessage, ValueTask> call, EngineIoMessage message)
    {
        try
        {
            await call(handler, _socket, message);
        }
        catch (Exception exception)
        {
            InternalError.Create(out var errorId);
            ConnectionLog.CommandFailed(session.Server.Services.Logger, exception, session.Connection.Id, errorId);
            session.Connection.Close(CloseCodes.InternalError);
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
