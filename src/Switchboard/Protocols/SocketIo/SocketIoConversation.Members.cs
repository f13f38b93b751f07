using Switchboard.Commands.Connect;
using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <content>Entering and leaving Socket.IO namespaces.</content>
internal sealed partial class SocketIoConversation
{
    private readonly Lock _lock = new();
    private List<SocketIoSocket>? _sockets;
    private SocketIoHubSession? _member;
    private bool _isEnded;

    private bool IsIn(string name) => (name == SocketIoPacket.MainNamespace && _member is not null) || Find(name) is not null;

    private SocketIoSocket? Find(string name)
    {
        lock (_lock)
        {
            return _sockets?.Find(socket => socket.Namespace.Name == name && socket.Connected);
        }
    }

    private SocketIoSocket[] TakeSockets()
    {
        lock (_lock)
        {
            _isEnded = true;
            var sockets = _sockets?.ToArray() ?? [];
            _sockets = null;
            return sockets;
        }
    }

    private async ValueTask EnterAsync(SocketIoPacket packet, string token)
    {
        var name = packet.Namespace;
        var isHub = application.IsHub && name == SocketIoPacket.MainNamespace;
        if (IsIn(name))
        {
            return;
        }

        if (!application.Server.TryFind(name, out var space, out var refused))
        {
            Refuse(name, refused, default);
            return;
        }

        if (CountLeft() >= _options.MaxNamespacesPerConnection)
        {
            Refuse(name, "Too many namespaces", default);
            return;
        }

        try
        {
            await EnterAsync(packet, space, token, isHub);
        }
        catch (SocketIoRefusedException refusal)
        {
            await LeaveHubAsync(isHub);
            var details = refusal.Details is null ? default : SocketIoValues.EncodeText(refusal.Details, _options);
            Refuse(name, refusal.Message, details);
        }
        catch (Exception exception)
        {
            await LeaveHubAsync(isHub);
            var error = InternalError.Create(out var errorId);
            ConnectionLog.CommandFailed(application.Hub.Logger, exception, _connection.Id, errorId);
            Refuse(name, error);
        }
    }

    private async ValueTask EnterAsync(SocketIoPacket packet, SocketIoNamespace space, string token, bool isHub)
    {
        Result<ConnectResult> outcome = default;
        if (isHub)
        {
            _member = new SocketIoHubSession(session, application.Hub, application.MetaFormatOf(session.Version));
            outcome = await _member.ConnectAsync(token, packet.Auth);
            if (!outcome.IsSuccess)
            {
                await RefuseAsync(packet.Namespace, outcome);
                return;
            }

            if (!space.IsUsed)
            {
                Volatile.Write(ref _connectDueAt, 0);
                Notify(SocketIoFrames.Connect(packet.Namespace, session.Version == EngineIoVersion.V4 ? _connection.Id : null), outcome.Value);
                return;
            }
        }

        var join = new NamespaceJoin(space, session, application, SocketIoPackets.Detach(packet), handshake!) { HubId = isHub ? _connection.Id : null };
        var socket = await join.PrepareAsync();
        lock (_lock)
        {
            if (_isEnded || !_connection.IsOpen)
            {
                socket.Discard();
                return;
            }

            (_sockets ??= new List<SocketIoSocket>(1)).RemoveAll(static left => !left.Connected);
            _sockets.Add(socket);
        }

        Volatile.Write(ref _connectDueAt, 0);
        join.Complete(socket, () => BeginMember(outcome.Value));
        join.InvokeConnectionHandlers(socket);
    }

    private void Notify(in OutboundFrame answer, ConnectResult? result)
    {
        // Queued before the connection is ready, and sent afterwards: who has read it counts on the server knowing the connection.
        using var batch = DrainBatch.Begin();
        _connection.Send(answer);
        BeginMember(result);
    }

    private void BeginMember(ConnectResult? result)
    {
        if (result is not null)
        {
            _member!.Begin(result);
        }
    }

    private ValueTask LeaveAsync(string name)
    {
        Find(name)?.End(SocketIoReasons.ClientDisconnect);
        return LeaveHubAsync(application.IsHub && name == SocketIoPacket.MainNamespace);
    }

    private async ValueTask LeaveHubAsync(bool isHub)
    {
        if (isHub && _member is { } member)
        {
            _member = null;
            await member.LeaveAsync();
        }
    }

    private int CountLeft()
    {
        lock (_lock)
        {
            return (_sockets?.Count(static socket => socket.Connected) ?? 0) + (_member is null ? 0 : 1);
        }
    }

    private async ValueTask RefuseAsync(string name, Result<ConnectResult> outcome)
    {
        await LeaveHubAsync(isHub: true);
        if (outcome.Error is { } error)
        {
            application.Hub.Metrics.Rejected("connect", error);
            Refuse(name, error);
            return;
        }

        var code = outcome.Close!;
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        HubEventWriter.WriteCode(buffer, code.Code, code.Reason);
        Refuse(name, code.Reason, buffer.WrittenMemory);
    }

    private void Refuse(string name, ErrorCode error)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        HubEventWriter.WriteCode(buffer, error.Code, error.Message);
        Refuse(name, error.Message, buffer.WrittenMemory);
    }

    private void Refuse(string name, string message, ReadOnlyMemory<byte> data)
        => _connection.Send(SocketIoFrames.Refuse(session.Version, name, message, data.Span));
}
