using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Protocols.EngineIo;
using Switchboard.Results;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>A client's way into a Socket.IO namespace of the application: middleware, the state that it left behind, the answer.</summary>
internal sealed class NamespaceJoin(
    SocketIoNamespace space, EngineIoSession session, SocketIoApplication application, SocketIoPacket packet, SocketIoHandshake handshake)
{
    private const int IdBytes = 15;

    private readonly string? _pid = TextOf(packet.Auth, "pid");
    private readonly string? _offset = TextOf(packet.Auth, "offset");

    /// <summary>The id of a client that is a member of the hub; null where it is none.</summary>
    public string? HubId { get; init; }

    /// <summary>Makes a socket and leads it through the middleware, which may refuse it.</summary>
    public async ValueTask<SocketIoSocket> PrepareAsync()
    {
        if (_pid is not null && space.Recovery?.FindLive(_pid) is { } left)
        {
            // The client is here, so that what was its connection is none any more.
            left.End(SocketIoReasons.ForcedClose);
            left.Session.Fail(CloseCodes.ConnectionClosed);
        }

        var socket = new SocketIoSocket(space, session, IdOf(), OwnHandshake());
        try
        {
            foreach (var step in space.Middleware)
            {
                await step(socket);
            }
        }
        catch
        {
            socket.Discard();
            throw;
        }

        if (_pid is not null && space.Recovery is not null)
        {
            // What it missed may be all that is kept.
            await LargeReply.LeaveLoopAsync();
        }

        return socket;
    }

    /// <summary>Answers the client and lets it in, together with what it missed.</summary>
    /// <param name="socket">The client.</param>
    /// <param name="begin">What else begins with the answer.</param>
    public void Complete(SocketIoSocket socket, Action begin)
    {
        using var batch = DrainBatch.Begin();
        if (space.Recovery is { } recovery && session.Version == EngineIoVersion.V4)
        {
            lock (recovery.Lock)
            {
                Complete(socket, begin, recovery);
            }
        }
        else
        {
            Complete(socket, begin, recovery: null);
        }
    }

    /// <summary>Lets the application greet the client. What it awaits does not hold up the client's events, which it may wait for.</summary>
    public void InvokeConnectionHandlers(SocketIoSocket socket)
    {
        foreach (var handler in space.Handlers)
        {
            _ = GreetAsync(handler, socket);
        }
    }

    private async Task GreetAsync(Func<SocketIoSocket, ValueTask> handler, SocketIoSocket socket)
    {
        try
        {
            await handler(socket);
        }
        catch (SocketIoArgumentException)
        {
            SocketIoLog.ArgumentUnreadable(application.Hub.Logger, "connection", session.Connection.Id);
        }
        catch (Exception exception)
        {
            InternalError.Create(out var errorId);
            ConnectionLog.CommandFailed(application.Hub.Logger, exception, session.Connection.Id, errorId);
        }
    }

    private void Complete(SocketIoSocket socket, Action begin, RecoveryLog? recovery)
    {
        List<ReadOnlyMemory<byte>> missed = [];
        RetainedSession? kept = null;
        if (recovery is not null && _pid is not null && recovery.Take(_pid, _offset) is { } state)
        {
            (kept, missed) = state;
            Restore(socket, kept);
        }

        recovery?.Track(socket);
        session.Connection.Send(SocketIoFrames.Connect(space.Name, session.Version == EngineIoVersion.V4 ? socket.Id : null, socket.RecoveryId));
        begin();
        foreach (var envelope in missed)
        {
            socket.Send(RoomFormat.Of(session.Version).Encode(envelope));
        }

        socket.IsEntered = true;
        space.Add(socket);
        socket.JoinAll();
        if (socket.EndedBy is { } reason)
        {
            // It was gone before it was known. What it had not got again yet is kept as it was.
            space.Remove(socket, reason);
            if (kept is not null)
            {
                recovery!.Keep(kept);
            }
        }
    }

    private static void Restore(SocketIoSocket socket, RetainedSession state)
    {
        socket.Id = state.Sid;
        socket.Data = state.Data;
        socket.Recovered = true;
        socket.RecoveryId = state.Id;
        socket.RecoverFrom = state.From;
        socket.LastOffset = state.Last;
        socket.Join([.. state.Rooms]);
    }

    // Clients of protocol 4 make their id themselves, of the session's.
    private string IdOf()
    {
        if (session.Version == EngineIoVersion.V3)
        {
            return space.Name == SocketIoPacket.MainNamespace ? session.Sid : $"{space.Name}#{session.Sid}";
        }

        return HubId ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
    }

    private SocketIoHandshake OwnHandshake()
    {
        var own = packet.Auth.IsEmpty ? handshake : handshake with { Auth = JsonElement.Parse(packet.Auth.Span) };
        if (packet.Query.Length == 0)
        {
            return own;
        }

        var query = new Dictionary<string, string>(own.Query, StringComparer.Ordinal);
        foreach (var (name, value) in QueryHelpers.ParseQuery(packet.Query))
        {
            query[name] = value.ToString();
        }

        return own with { Query = query };
    }

    private static string? TextOf(ReadOnlyMemory<byte> auth, string name)
    {
        try
        {
            return !auth.IsEmpty && JsonElement.Parse(auth.Span).TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no secret and no offset of ours.
            return null;
        }
    }
}
