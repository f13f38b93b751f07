using System.Buffers;
using Switchboard.Commands.Connect;
using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <content>Entering and leaving Socket.IO namespaces.</content>
internal sealed partial class SocketIoConversation
{
    // Replaced as a whole, under the lock of what waits: whoever looks takes none.
    private volatile NamespaceMembership[] _memberships = [];
    private volatile CloseCode? _endedBy;

    /// <inheritdoc/>
    /// <remarks>Clients come back whenever a connection ends, and stay away only from where they are told to leave.</remarks>
    public OutboundFrame? EncodeClose(CloseCode code)
    {
        if (code.Reconnect)
        {
            return null;
        }

        string[] names = [.. _memberships.Where(static membership => !membership.IsOver).Select(static membership => membership.Name)];
        return SocketIoFrames.Close(names.Length > 0 || Volatile.Read(ref _connectDueAt) == 0 ? names : [SocketIoPacket.MainNamespace], code);
    }

    /// <inheritdoc/>
    /// <remarks>What a client has sent before it left is handled still; of one that is sent away, nothing more is done.</remarks>
    public void End(CloseCode code)
    {
        NamespaceMembership[] memberships;
        lock (session.Backlog.Lock)
        {
            _endedBy = code;
            memberships = _memberships;
        }

        foreach (var membership in memberships)
        {
            membership.End(dropWaiting: code != CloseCodes.ConnectionClosed);
        }
    }

    private NamespaceMembership? Find(string name)
    {
        foreach (var membership in _memberships)
        {
            if (membership.Name == name)
            {
                return membership;
            }
        }

        return null;
    }

    /// <summary>The client's part in a Socket.IO namespace, which begins where there is none; null where it has too many.</summary>
    private NamespaceMembership? FindOrAdd(string name)
    {
        if (Find(name) is { } known)
        {
            return known;
        }

        NamespaceMembership[] left = [.. _memberships.Where(static membership => !membership.IsOver)];
        if (left.Length >= _options.MaxNamespacesPerConnection)
        {
            return null;
        }

        var membership = new NamespaceMembership(name, session.Backlog, HandleAsync, _options.MaxConcurrentEvents);
        lock (session.Backlog.Lock)
        {
            if (_endedBy is not null)
            {
                return null;
            }

            _memberships = [.. left, membership];
        }

        return membership;
    }

    private async ValueTask EnterAsync(NamespaceMembership membership, SocketIoPacket packet)
    {
        if (membership.IsIn)
        {
            return;
        }

        if (!application.Server.TryFind(membership.Name, out var space, out var refused))
        {
            Refuse(membership.Name, refused, default);
            return;
        }

        var isHub = application.IsHub && membership.Name == SocketIoPacket.MainNamespace;
        var member = isHub ? new SocketIoHubSession(session, application.Hub, application.MetaFormatOf(session.Version)) : null;
        try
        {
            await EnterAsync(membership, packet, space, member);
        }
        catch (SocketIoRefusedException refusal)
        {
            await LeaveHubAsync(member);
            var details = refusal.Details is null ? default : SocketIoValues.EncodeText(refusal.Details, _options);
            Refuse(membership.Name, refusal.Message, details);
        }
        catch (Exception exception)
        {
            await LeaveHubAsync(member);
            var error = InternalError.Create(out var errorId);
            ConnectionLog.CommandFailed(application.Hub.Logger, exception, _connection.Id, errorId);
            Refuse(membership.Name, error);
        }
    }

    private async ValueTask EnterAsync(NamespaceMembership membership, SocketIoPacket packet, SocketIoNamespace space, SocketIoHubSession? member)
    {
        ConnectResult? result = null;
        if (member is not null)
        {
            var outcome = await member.ConnectAsync(TokenOf(packet), packet.Auth);
            if (!outcome.IsSuccess)
            {
                Refuse(membership.Name, outcome);
                return;
            }

            result = outcome.Value;
            if (!space.IsUsed)
            {
                Volatile.Write(ref _connectDueAt, 0);
                Notify(membership, member, result!);
                return;
            }
        }

        var join = new NamespaceJoin(space, session, application, packet, handshake!) { HubId = member is null ? null : _connection.Id };
        var socket = await join.PrepareAsync();
        if (!_connection.IsOpen)
        {
            socket.Discard();
            return;
        }

        membership.Socket = socket;
        Volatile.Write(ref _connectDueAt, 0);
        join.Complete(socket, () => BeginMember(membership, member, result));
        if (member is not null)
        {
            // Whom the application disconnects is no member of the hub any more, and may come back.
            socket.OnDisconnect(_ => LeaveWith(membership, member));
        }

        join.InvokeConnectionHandlers(socket);
    }

    private void Notify(NamespaceMembership membership, SocketIoHubSession member, ConnectResult result)
    {
        // Queued before the connection is ready, and sent afterwards: who has read it counts on the server knowing the connection.
        using var batch = DrainBatch.Begin();
        _connection.Send(SocketIoFrames.Connect(membership.Name, session.Version == EngineIoVersion.V4 ? _connection.Id : null));
        BeginMember(membership, member, result);
    }

    private static void BeginMember(NamespaceMembership membership, SocketIoHubSession? member, ConnectResult? result)
    {
        if (member is not null)
        {
            membership.Member = member;
            member.Begin(result!);
        }
    }

    private static void LeaveWith(NamespaceMembership membership, SocketIoHubSession member)
    {
        if (membership.Member == member)
        {
            _ = membership.AddAsync(new SocketIoPacket { Type = SocketIoPacketType.Disconnect });
        }
    }

    private static ValueTask LeaveAsync(NamespaceMembership membership)
    {
        var member = membership.Member;
        membership.Member = null;
        membership.EndSocket(SocketIoReasons.ClientDisconnect);
        return LeaveHubAsync(member);
    }

    private static ValueTask LeaveHubAsync(SocketIoHubSession? member) => member?.LeaveAsync() ?? ValueTask.CompletedTask;

    private void Refuse(string name, Result<ConnectResult> outcome)
    {
        if (outcome.Error is { } error)
        {
            application.Hub.Metrics.Rejected("connect", error);
            Refuse(name, error);
            return;
        }

        var code = outcome.Close!;
        if (code.Reconnect)
        {
            _connection.Close(code);
            return;
        }

        var buffer = new ArrayBufferWriter<byte>();
        HubEventWriter.WriteCode(buffer, code.Code, code.Reason);
        Refuse(name, code.Reason, buffer.WrittenMemory);
    }

    /// <summary>Refuses for good; what is over soon ends the connection instead, for a client that is refused does not come back by itself.</summary>
    private void Refuse(string name, ErrorCode error)
    {
        if (error.Temporary || error == ErrorCodes.NotAvailable)
        {
            _connection.Close(error == ErrorCodes.TooManyRequests ? CloseCodes.TooManyRequests : CloseCodes.InternalError);
            return;
        }

        var buffer = new ArrayBufferWriter<byte>();
        HubEventWriter.WriteCode(buffer, error.Code, error.Message, error.Details);

        // Protocol 4 has room for the text alone.
        var reason = session.Version == EngineIoVersion.V3 ? error.Details?.Reason ?? "" : "";
        Refuse(name, reason.Length == 0 ? error.Message : $"{error.Message}: {reason}", buffer.WrittenMemory);
    }

    private void Refuse(string name, string message, ReadOnlyMemory<byte> data)
        => _connection.Send(SocketIoFrames.Refuse(session.Version, name, message, data.Span));

    // Clients of Socket.IO protocol 4 put what they know into the address.
    private string TokenOf(SocketIoPacket packet)
    {
        if (session.Version == EngineIoVersion.V3)
        {
            return handshake!.Query.GetValueOrDefault("token", "") is { Length: > 0 } token ? token : handshake.Query.GetValueOrDefault("ticket", "");
        }

        return packet.Auth.IsEmpty ? "" : HubRequestReader.ReadToken(packet.Auth);
    }
}
