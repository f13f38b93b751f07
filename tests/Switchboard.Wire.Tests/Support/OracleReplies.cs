using Switchboard.Wire.Centrifuge;
using O = Switchboard.Wire.Tests.Oracle;

namespace Switchboard.Wire.Tests.Support;

/// <summary>Says replies and pushes in the words of the oracle.</summary>
internal static class OracleReplies
{
    public static O.Reply From(uint id, ErrorCode error) =>
        new() { Id = id, Error = new O.Error { Code = error.Code, Message = error.Message, Temporary = error.Temporary } };

    public static O.Reply From(uint id, CentrifugeReply reply) => reply switch
    {
        ConnectReply connect => new() { Id = id, Connect = Connect(connect) },
        SubscribeReply subscribe => new() { Id = id, Subscribe = Subscribe(subscribe) },
        PresenceReply presence => new() { Id = id, Presence = Presence(presence) },
        PresenceStatsReply { Stats: var stats } =>
            new() { Id = id, PresenceStats = new() { NumClients = (uint)stats.Clients, NumUsers = (uint)stats.Users } },
        HistoryReply history => new() { Id = id, History = History(history) },
        RpcReply rpc => new() { Id = id, Rpc = new() { Data = OracleCommands.Bytes(rpc.Data) } },
        RefreshReply refresh => new()
        {
            Id = id,
            Refresh = new() { Client = refresh.Client, Version = refresh.Version, Expires = refresh.Expires, Ttl = refresh.TimeToLiveSeconds },
        },
        SubRefreshReply refresh => new() { Id = id, SubRefresh = new() { Expires = refresh.Expires, Ttl = refresh.TimeToLiveSeconds } },
        EmptyReply { Command: EmptyReplyKind.Publish } => new() { Id = id, Publish = new() },
        EmptyReply { Command: EmptyReplyKind.Unsubscribe } => new() { Id = id, Unsubscribe = new() },
        EmptyReply { Command: EmptyReplyKind.Ping } => new() { Id = id, Ping = new() },
        EmptyReply { Command: EmptyReplyKind.Send } => new() { Id = id, Send = new() },
        _ => throw new ArgumentOutOfRangeException(nameof(reply)),
    };

    public static O.Push From(CentrifugePush push) => push switch
    {
        PublicationPush publication => new() { Channel = push.Channel, Pub = Publication(publication.Publication) },
        JoinPush join => new() { Channel = push.Channel, Join = new() { Info = Info(join.Client) } },
        LeavePush leave => new() { Channel = push.Channel, Leave = new() { Info = Info(leave.Client) } },
        UnsubscribePush { Code: var code } => new() { Channel = push.Channel, Unsubscribe = new() { Code = code.Code, Reason = code.Reason } },
        MessagePush message => new() { Message = new() { Data = OracleCommands.Bytes(message.Data) } },
        SubscribePush subscribe => new() { Channel = push.Channel, Subscribe = Subscribe(subscribe) },
        ConnectPush { Reply: var reply } => new() { Connect = ConnectMessage(reply) },
        DisconnectPush { Code: var code } => new() { Disconnect = new() { Code = code.Code, Reason = code.Reason, Reconnect = code.Reconnect } },
        RefreshPush refresh => new() { Refresh = new() { Expires = refresh.Expires, Ttl = refresh.TimeToLiveSeconds } },
        _ => throw new ArgumentOutOfRangeException(nameof(push)),
    };

    private static O.ConnectResult Connect(ConnectReply reply)
    {
        var result = new O.ConnectResult
        {
            Client = reply.Client,
            Version = reply.Version,
            Expires = reply.Expires,
            Ttl = reply.TimeToLiveSeconds,
            Data = OracleCommands.Bytes(reply.Data),
            Ping = reply.PingSeconds,
            Pong = reply.Pong,
            Session = reply.Session,
            Node = reply.Node,
            Time = reply.Time,
        };
        result.Subs.Add(Subscriptions(reply));
        return result;
    }

    private static O.ConnectMessage ConnectMessage(ConnectReply reply)
    {
        var result = new O.ConnectMessage
        {
            Client = reply.Client,
            Version = reply.Version,
            Expires = reply.Expires,
            Ttl = reply.TimeToLiveSeconds,
            Data = OracleCommands.Bytes(reply.Data),
            Ping = reply.PingSeconds,
            Pong = reply.Pong,
            Session = reply.Session,
            Node = reply.Node,
            Time = reply.Time,
        };
        result.Subs.Add(Subscriptions(reply));
        return result;
    }

    private static Dictionary<string, O.SubscribeResult> Subscriptions(ConnectReply reply) =>
        (reply.Subscriptions ?? new Dictionary<string, SubscribeReply>(StringComparer.Ordinal))
            .ToDictionary(entry => entry.Key, entry => Subscribe(entry.Value), StringComparer.Ordinal);

    private static O.SubscribeResult Subscribe(SubscribeReply reply)
    {
        var result = new O.SubscribeResult
        {
            Expires = reply.Expires,
            Ttl = reply.TimeToLiveSeconds,
            Recoverable = reply.Recoverable,
            Epoch = reply.Epoch,
            Recovered = reply.Recovered,
            Offset = reply.Offset,
            Positioned = reply.Positioned,
            Data = OracleCommands.Bytes(reply.Data),
            WasRecovering = reply.WasRecovering,
        };
        result.Publications.Add(reply.Publications.Select(Publication));
        return result;
    }

    private static O.SubscribeMessage Subscribe(SubscribePush push) => new()
    {
        Recoverable = push.Recoverable,
        Epoch = push.Position.Epoch,
        Offset = push.Position.Offset,
        Positioned = push.Positioned,
        Data = OracleCommands.Bytes(push.Data),
    };

    private static O.PresenceResult Presence(PresenceReply reply)
    {
        var result = new O.PresenceResult();
        result.Presence.Add(reply.Clients.ToDictionary(client => client.Client, Info, StringComparer.Ordinal));
        return result;
    }

    private static O.HistoryResult History(HistoryReply reply)
    {
        var result = new O.HistoryResult { Epoch = reply.Top.Epoch, Offset = reply.Top.Offset };
        result.Publications.Add(reply.Publications.Select(Publication));
        return result;
    }

    private static O.PublicationMessage Publication(Publication publication)
    {
        var result = new O.PublicationMessage
        {
            Data = OracleCommands.Bytes(publication.Data),
            Info = publication.Publisher is null ? null : Info(publication.Publisher),
            Offset = publication.Offset,
            Time = publication.Time == default ? 0 : publication.Time.ToUnixTimeMilliseconds(),
        };
        result.Tags.Add(publication.Tags?.ToDictionary(StringComparer.Ordinal) ?? []);
        return result;
    }

    private static O.Info Info(ClientInfo client) => new()
    {
        User = client.User,
        Client = client.Client,
        ConnInfo = OracleCommands.Bytes(client.ConnectionInfo),
        ChanInfo = OracleCommands.Bytes(client.ChannelInfo),
    };
}
