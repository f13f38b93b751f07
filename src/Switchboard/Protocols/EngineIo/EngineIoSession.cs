using System.Diagnostics;
using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Transports;
using Switchboard.Transports.WebSockets;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.EngineIo;

/// <summary>One client's Engine.IO session: a connection that may begin with polling and change to WebSocket.</summary>
[DebuggerDisplay("{Sid} {Version}")]
internal sealed partial class EngineIoSession(EngineIoServer server, string sid, EngineIoVersion version, Connection connection, IDisposable place)
    : IProtocolSession, IDisposable
{
    private EngineIoUpgrade? _upgrade;
    private int _isOver;
    private int _isEnded;

    public string Sid => sid;

    public EngineIoVersion Version => version;

    public Connection Connection => connection;

    public EngineIoServer Server => server;

    /// <summary>What the client has sent and nobody has begun to handle.</summary>
    public InboundBacklog Backlog { get; } = new(server.Options.MaxQueuedMessages, server.Options.MaxQueuedBytes, server.Services.Clock);

    /// <summary>What is spoken with the client.</summary>
    public IEngineIoConversation Conversation { get; set; } = null!;

    /// <summary>Whether nothing is sent before the client's first message but the greeting.</summary>
    public bool ClientBegins { get; init; }

    /// <summary>The transport that it began with, where that is polling and it has not changed to another; else null.</summary>
    public PollingTransport? Polling { get; private set; }

    /// <summary>Whether no request finds it any more.</summary>
    public bool IsForgotten => !server.TryGet(sid, out var known) || known != this;

    /// <summary>The frame of the first packet.</summary>
    public ReadOnlyMemory<byte> Greeting => EncodeOpen().Bytes;

    /// <summary>Begins with polling.</summary>
    public PollingTransport BeginPolling(bool wantsText)
    {
        Polling = new PollingTransport(this, wantsText);
        _carrier = Polling;
        connection.AttachedTransport = this;
        connection.Outbound.Start(Polling);
        return Polling;
    }

    /// <summary>Tells the client that the session is open.</summary>
    public void Open()
    {
        // What the conversation begins with goes out together with it.
        using var batch = DrainBatch.Begin();
        connection.Send(EncodeOpen());
        OpenGreeted();
    }

    /// <summary>The same where the client has been told already.</summary>
    public void OpenGreeted()
    {
        BeginHeartbeat();
        Conversation.Open();
    }

    /// <inheritdoc/>
    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> message) => ReceiveAsync(message, isBinary: false);

    /// <inheritdoc/>
    public ValueTask ReceiveBinaryAsync(ReadOnlyMemory<byte> message) => ReceiveAsync(message, isBinary: true);

    /// <summary>Handles a packet.</summary>
    public ValueTask HandleAsync(in EngineIoPacket packet)
    {
        switch (packet.Type)
        {
            case EngineIoPacketType.Message:
                return Conversation.ReceiveAsync(packet.Data, packet.IsBinary);
            case EngineIoPacketType.Ping when version == EngineIoVersion.V3:
                OnClientPing(packet.Data.Span);
                return connection.Outbound.RepliesTakenAsync();
            case EngineIoPacketType.Pong when version == EngineIoVersion.V4:
                OnPong();
                return ValueTask.CompletedTask;
            case EngineIoPacketType.Close:
                CloseByClient();
                return ValueTask.CompletedTask;
            case EngineIoPacketType.Noop or EngineIoPacketType.Upgrade:
                return ValueTask.CompletedTask;
            default:
                Fail(CloseCodes.BadRequest);
                return ValueTask.CompletedTask;
        }
    }

    /// <summary>Ends the session for something that the client did or failed to do: no request finds it any more.</summary>
    public void Fail(CloseCode code)
    {
        server.Forget(this);
        connection.Close(code);
    }

    /// <summary>The same where the client has been told otherwise.</summary>
    public void FailSilently(CloseCode code)
    {
        server.Forget(this);
        connection.CloseSilently(code);
    }

    /// <summary>Begins a change to WebSocket; a refused one where the session cannot change, or is about to.</summary>
    public EngineIoUpgrade BeginUpgrade()
    {
        var upgrade = new EngineIoUpgrade(this, server.Services.Clock.Milliseconds + (long)server.Options.UpgradeTimeout.TotalMilliseconds);
        if (Polling is null || Interlocked.CompareExchange(ref _upgrade, upgrade, null) is not null)
        {
            return new EngineIoUpgrade(this, dueAt: 0) { IsRefused = true };
        }

        if (!connection.IsOpen)
        {
            // Nobody else ends it where the session has ended before it was known.
            upgrade.Abandon();
        }

        return upgrade;
    }

    /// <summary>Forgets a change to WebSocket that came to nothing.</summary>
    public void AbandonUpgrade(EngineIoUpgrade upgrade)
    {
        if (Interlocked.CompareExchange(ref _upgrade, null, upgrade) == upgrade)
        {
            Polling?.EndProbe();
        }
    }

    /// <summary>Changes to WebSocket: what is sent and received from here on goes there.</summary>
    public async ValueTask CompleteUpgradeAsync(IConnectionTransport carrier, IOutboundSink sink)
    {
        var polling = Polling!;
        _carrier = carrier;
        Polling = null;
        connection.Transport = connection.Transport with { Transport = "websocket" };
        await polling.ChangeToAsync(sink);

        // What the client posted comes before what it sends from here on.
        await polling.PostedAsync();
    }

    /// <summary>Gives back everything once the transport has ended.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 1)
        {
            return;
        }

        connection.CloseSilently(CloseCodes.ConnectionClosed);
        server.Forget(this);
        server.Services.Manager.Forget(connection);
        place.Dispose();
        Volatile.Read(ref _upgrade)?.End();
        if (Volatile.Read(ref _isEnded) == 0)
        {
            // The application's code must not hold up an event loop.
            ThreadPool.UnsafeQueueUserWorkItem(
                static session => session.Server.Services.Supervisor.Run("end of Engine.IO sessions", session, static session => session.EndConversation()), this, preferLocal: false);
        }
    }

    private void EndConversation()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            Conversation.End(connection.CloseCode ?? CloseCodes.ConnectionClosed);
        }
    }

    private void CloseByClient()
    {
        if (Polling is null)
        {
            connection.Close(CloseCodes.ConnectionClosed, WebSocketClose.Encode(CloseCodes.Normal));
        }
        else
        {
            // Its last poll may be on its way and is answered; where none comes, the session is cut in time.
            Volatile.Read(ref _upgrade)?.Abandon();
            connection.CloseSilently(CloseCodes.ConnectionClosed);
        }
    }

    private ValueTask ReceiveAsync(ReadOnlyMemory<byte> message, bool isBinary)
    {
        var isRead = isBinary ? EngineIoCodec.TryReadBinary(version, message, out var packet) : EngineIoCodec.TryReadText(version, message, out packet);
        if (isRead)
        {
            return HandleAsync(packet);
        }

        Fail(CloseCodes.BadRequest);
        return ValueTask.CompletedTask;
    }

    private OutboundFrame EncodeOpen()
    {
        var options = server.Options;
        var buffer = EncodeBuffer.Rent();
        new EngineIoOpen
        {
            Sid = sid,
            CanUpgrade = Polling is not null,
            PingInterval = options.PingInterval,
            PingTimeout = options.PingTimeout,
            MaxPayloadBytes = version == EngineIoVersion.V4 ? options.MaxPayloadBytes : null,
        }.Write(buffer);
        return EngineIoFrames.Text(buffer.WrittenSpan);
    }
}
