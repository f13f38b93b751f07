using Switchboard.Connections;
using Switchboard.Protocols.EngineIo;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>What one client says in Socket.IO, in all Socket.IO namespaces that it is in.</summary>
internal sealed partial class SocketIoConversation(SocketIoApplication application, EngineIoSession session, SocketIoHandshake? handshake)
    : IEngineIoConversation
{
    private readonly Connection _connection = session.Connection;
    private readonly SocketIoOptions _options = application.Options;
    private SocketIoAssembler? _assembler;
    private Task _opening = Task.CompletedTask;
    private long _connectDueAt;
    private long _attachmentsDueAt;
    private int _running;
    private TaskCompletionSource? _handled;

    /// <inheritdoc/>
    public void Open()
    {
        _connectDueAt = application.Hub.Clock.Milliseconds + (long)_options.ConnectTimeout.TotalMilliseconds;
        if (session.Version == EngineIoVersion.V3)
        {
            // Clients of Socket.IO protocol 4, which is Engine.IO 3, are in the main namespace without asking for it. What they know, they put into the address.
            var token = handshake!.Query.GetValueOrDefault("token", "");
            _opening = EnterAsync(new SocketIoPacket { Type = SocketIoPacketType.Connect }, token).AsTask();
        }
    }

    /// <inheritdoc/>
    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> message, bool isBinary)
        => _opening.IsCompleted ? ReceiveOpenAsync(message, isBinary) : ReceiveBehindAsync(_opening, message, isBinary);

    /// <inheritdoc/>
    public void Check(long now)
    {
        if ((Volatile.Read(ref _connectDueAt) is not 0 and var connectDueAt && now >= connectDueAt) || (Volatile.Read(ref _attachmentsDueAt) is not 0 and var dueAt && now >= dueAt))
        {
            session.Fail(CloseCodes.Stale);
        }
    }

    /// <inheritdoc/>
    public void End(CloseCode code)
    {
        _handled?.TrySetResult();
        foreach (var socket in TakeSockets())
        {
            socket.End(SocketIoReasons.Of(code));
        }
    }

    private async ValueTask ReceiveBehindAsync(Task opening, ReadOnlyMemory<byte> message, bool isBinary)
    {
        await opening;
        await ReceiveOpenAsync(message, isBinary);
    }

    private ValueTask ReceiveOpenAsync(ReadOnlyMemory<byte> message, bool isBinary)
    {
        if (isBinary)
        {
            return TakeAttachment(message);
        }

        if (_assembler is { IsWaiting: true } || SocketIoPacketReader.Read(message, _options.MaxAttachments) is not { } packet)
        {
            return Refuse();
        }

        if (packet.AttachmentCount == 0)
        {
            return HandleAsync(packet);
        }

        _assembler ??= new SocketIoAssembler(_options.MaxPayloadBytes);
        _assembler.Begin(SocketIoPackets.Detach(packet));
        Volatile.Write(ref _attachmentsDueAt, application.Hub.Clock.Milliseconds + (long)_options.ConnectTimeout.TotalMilliseconds);
        return ValueTask.CompletedTask;
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

    private ValueTask HandleAsync(SocketIoPacket packet)
    {
        if (packet.Type is not (SocketIoPacketType.Ack or SocketIoPacketType.BinaryAck) && !TakeCommand(packet))
        {
            return ValueTask.CompletedTask;
        }

        return packet.Type switch
        {
            SocketIoPacketType.Connect => EnterAsync(packet, TokenOf(packet.Auth)),
            SocketIoPacketType.Disconnect => LeaveAsync(packet.Namespace),
            SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent => HandleEventAsync(packet),
            _ => TakeAckAsync(packet),
        };
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
        else if (packet.Id is { } id && IsIn(packet.Namespace))
        {
            _connection.Send(SocketIoFrames.Ack(session.Version, packet.Namespace, id, SocketIoErrors.Encode(ErrorCodes.TooManyRequests)));
        }
    }

    private ValueTask Refuse()
    {
        session.Fail(CloseCodes.BadRequest);
        return ValueTask.CompletedTask;
    }

    private ValueTask HandleEventAsync(SocketIoPacket packet)
    {
        if (_member is not null && packet.Namespace == SocketIoPacket.MainNamespace && _member.TryHandle(packet, out var command))
        {
            return command.IsCompletedSuccessfully ? _connection.Outbound.RepliesTakenAsync() : HandleSlowAsync(command);
        }

        if (Find(packet.Namespace) is not { } socket)
        {
            return ValueTask.CompletedTask;
        }

        // What the handler awaits does not hold up the next event; what it got is not the transport's any more then.
        var pending = socket.HandleAsync(packet.AttachmentCount == 0 ? SocketIoPackets.Detach(packet) : packet);
        return pending.IsCompletedSuccessfully ? _connection.Outbound.RepliesTakenAsync() : HandleBesideAsync(pending);
    }

    private async ValueTask HandleSlowAsync(ValueTask pending)
    {
        await pending;
        await _connection.Outbound.RepliesTakenAsync();
    }

    /// <summary>Lets a handler go on, unless too many do: the client is not read further until one has finished.</summary>
    private ValueTask HandleBesideAsync(ValueTask pending)
    {
        var most = _options.MaxConcurrentEvents;
        TaskCompletionSource? full = null;
        if (Interlocked.Increment(ref _running) >= most)
        {
            full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _handled, full);
        }

        _ = FinishAsync(pending);
        return full is null || Volatile.Read(ref _running) < most || !_connection.IsOpen ? ValueTask.CompletedTask : new ValueTask(full.Task);
    }

    private async Task FinishAsync(ValueTask pending)
    {
        try
        {
            await pending;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            Interlocked.Exchange(ref _handled, null)?.TrySetResult();
        }
    }

    private ValueTask TakeAckAsync(SocketIoPacket packet)
    {
        if (_member is not null && packet.Namespace == SocketIoPacket.MainNamespace && CallAcks.IsCall(packet.Id!.Value))
        {
            return _member.AnswerAsync(packet);
        }

        Find(packet.Namespace)?.TakeAck(packet.AttachmentCount == 0 ? SocketIoPackets.Detach(packet) : packet);
        return ValueTask.CompletedTask;
    }

    private static string TokenOf(ReadOnlyMemory<byte> auth) => auth.IsEmpty ? "" : HubRequestReader.ReadToken(auth);
}
