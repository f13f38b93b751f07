using Switchboard.Connections;
using Switchboard.Protocols.EngineIo;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>What one client says in Socket.IO, in all Socket.IO namespaces that it is in.</summary>
/// <remarks>Acknowledgements are taken as they come. All else waits for what the client has sent to the same Socket.IO namespace before, and for nothing else.</remarks>
internal sealed partial class SocketIoConversation(SocketIoApplication application, EngineIoSession session, SocketIoHandshake? handshake)
    : IEngineIoConversation
{
    private readonly Connection _connection = session.Connection;
    private readonly SocketIoOptions _options = application.Options;
    private SocketIoAssembler? _assembler;
    private long _connectDueAt;
    private long _attachmentsDueAt;

    /// <inheritdoc/>
    public void Open()
    {
        Volatile.Write(ref _connectDueAt, application.Hub.Clock.Milliseconds + (long)_options.ConnectTimeout.TotalMilliseconds);
        if (session.Version == EngineIoVersion.V3)
        {
            // Clients of Socket.IO protocol 4, which is Engine.IO 3, are in the main namespace without asking for it.
            _ = TakeInAsync(new SocketIoPacket { Type = SocketIoPacketType.Connect });
        }
    }

    /// <inheritdoc/>
    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> message, bool isBinary)
    {
        if (isBinary)
        {
            return TakeAttachment(message);
        }

        // A copy: what a packet asks for may take long, and the client is read on meanwhile.
        if (_assembler is { IsWaiting: true } || SocketIoPacketReader.Read(message.ToArray(), _options.MaxAttachments) is not { } packet)
        {
            return Refuse();
        }

        if (packet.AttachmentCount == 0)
        {
            return HandleAsync(packet);
        }

        _assembler ??= new SocketIoAssembler(_options.MaxPayloadBytes);
        _assembler.Begin(packet);
        Volatile.Write(ref _attachmentsDueAt, application.Hub.Clock.Milliseconds + (long)_options.ConnectTimeout.TotalMilliseconds);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Check(long now)
    {
        if ((Volatile.Read(ref _connectDueAt) is not 0 and var connectDueAt && now >= connectDueAt) || (Volatile.Read(ref _attachmentsDueAt) is not 0 and var dueAt && now >= dueAt))
        {
            session.Fail(CloseCodes.Stale);
        }
    }

    private ValueTask TakeAttachment(ReadOnlyMemory<byte> bytes)
    {
        if (_assembler is null || !_assembler.TryAdd(bytes.Span, out var packet))
        {
            return Refuse();
        }

        if (packet is null)
        {
            return ValueTask.CompletedTask;
        }

        Volatile.Write(ref _attachmentsDueAt, 0);
        return HandleAsync(packet);
    }

    private ValueTask Refuse()
    {
        session.Fail(CloseCodes.BadRequest);
        return ValueTask.CompletedTask;
    }

    private ValueTask HandleAsync(SocketIoPacket packet)
    {
        if (packet.Type is SocketIoPacketType.Ack or SocketIoPacketType.BinaryAck)
        {
            // Ahead of the rate and of all events: handlers wait for them.
            return TakeAckAsync(packet);
        }

        if (!TakeCommand(packet))
        {
            return ValueTask.CompletedTask;
        }

        var pending = TakeInAsync(packet);
        return pending.IsCompletedSuccessfully ? _connection.Outbound.RepliesTakenAsync() : new ValueTask(pending);
    }

    private bool TakeCommand(SocketIoPacket packet)
    {
        var verdict = application.Hub.Manager.TakeCommand(_connection);
        if (verdict == CommandVerdict.Refused)
        {
            RefuseTooSoon(packet);
        }

        return verdict == CommandVerdict.Allowed;
    }

    private void RefuseTooSoon(SocketIoPacket packet)
    {
        if (packet.Type == SocketIoPacketType.Connect)
        {
            Refuse(packet.Namespace, ErrorCodes.TooManyRequests);
        }
        else if (packet.Id is { } id && Find(packet.Namespace) is { IsIn: true })
        {
            _connection.Send(SocketIoFrames.Ack(session.Version, packet.Namespace, id, SocketIoErrors.Encode(ErrorCodes.TooManyRequests)));
        }
    }

    private ValueTask TakeAckAsync(SocketIoPacket packet)
    {
        var membership = Find(packet.Namespace);
        if (membership?.Member is { } member && CallAcks.IsCall(packet.Id!.Value))
        {
            return member.AnswerAsync(packet);
        }

        membership?.Socket?.TakeAck(packet);
        return ValueTask.CompletedTask;
    }

    private Task TakeInAsync(SocketIoPacket packet)
    {
        if (packet.Type != SocketIoPacketType.Connect)
        {
            return Find(packet.Namespace)?.AddAsync(packet) ?? Task.CompletedTask;
        }

        if (FindOrAdd(packet.Namespace) is { } membership)
        {
            return membership.AddAsync(packet);
        }

        Refuse(packet.Namespace, "Too many namespaces", default);
        return Task.CompletedTask;
    }

    private ValueTask HandleAsync(NamespaceMembership membership, SocketIoPacket? packet)
    {
        switch (packet?.Type)
        {
            case null:
                membership.EndSocket(SocketIoReasons.Of(_endedBy!));
                return ValueTask.CompletedTask;
            case SocketIoPacketType.Connect:
                return EnterAsync(membership, packet);
            case SocketIoPacketType.Disconnect:
                return LeaveAsync(membership);
            default:
                return HandleEventAsync(membership, packet);
        }
    }

    private ValueTask HandleEventAsync(NamespaceMembership membership, SocketIoPacket packet)
    {
        if (membership.Member is { } member && member.TryHandle(packet, out var command))
        {
            return command.IsCompletedSuccessfully ? _connection.Outbound.RepliesTakenAsync() : HandleSlowAsync(command);
        }

        return membership.Socket is { } socket ? membership.LetRunAsync(socket.HandleAsync(packet)) : ValueTask.CompletedTask;
    }

    private async ValueTask HandleSlowAsync(ValueTask pending)
    {
        await pending;
        await _connection.Outbound.RepliesTakenAsync();
    }
}
