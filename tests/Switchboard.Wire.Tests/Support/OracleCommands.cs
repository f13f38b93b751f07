using Google.Protobuf;
using Switchboard.Wire.Centrifuge;
using O = Switchboard.Wire.Tests.Oracle;

namespace Switchboard.Wire.Tests.Support;

/// <summary>Says commands in the words of the oracle.</summary>
internal static class OracleCommands
{
    public static O.Command From(CentrifugeCommand command)
    {
        var result = new O.Command { Id = command.Id };
        switch (command)
        {
            case ConnectCommand connect:
                result.Connect = Connect(connect);
                break;
            case SubscribeCommand subscribe:
                result.Subscribe = Subscribe(subscribe);
                break;
            case UnsubscribeCommand unsubscribe:
                result.Unsubscribe = new O.ChannelRequest { Channel = unsubscribe.Channel };
                break;
            case PublishCommand publish:
                result.Publish = new O.PublishRequest { Channel = publish.Channel, Data = Bytes(publish.Data), Type = publish.Type, IdempotencyKey = publish.IdempotencyKey };
                break;
            case PresenceCommand presence:
                result.Presence = new O.ChannelRequest { Channel = presence.Channel };
                break;
            case PresenceStatsCommand stats:
                result.PresenceStats = new O.ChannelRequest { Channel = stats.Channel };
                break;
            case HistoryCommand history:
                result.History = History(history);
                break;
            case PingCommand:
                result.Ping = new O.Empty();
                break;
            case SendCommand send:
                result.Send = new O.SendRequest { Data = Bytes(send.Data), IdempotencyKey = send.IdempotencyKey };
                break;
            case RpcCommand rpc:
                result.Rpc = new O.RpcRequest { Method = rpc.Method, Data = Bytes(rpc.Data) };
                break;
            case RefreshCommand refresh:
                result.Refresh = new O.TokenRequest { Token = refresh.Token };
                break;
            case SubRefreshCommand refresh:
                result.SubRefresh = new O.SubRefreshRequest { Channel = refresh.Channel, Token = refresh.Token, Type = refresh.Type };
                break;
        }

        return result;
    }

    public static O.EmulationRequest From(EmulationRequest request) =>
        new() { Node = request.Node, Session = request.Session, Data = Bytes(request.Data) };

    public static ByteString Bytes(ReadOnlyMemory<byte> bytes) => ByteString.CopyFrom(bytes.Span);

    private static O.ConnectRequest Connect(ConnectCommand command)
    {
        var result = new O.ConnectRequest { Token = command.Token, Data = Bytes(command.Data), Name = command.Name, Version = command.Version };
        result.Headers.Add(command.Headers.ToDictionary(StringComparer.Ordinal));
        result.Subs.Add(command.Subscriptions.ToDictionary(entry => entry.Key, entry => Subscribe(entry.Value), StringComparer.Ordinal));
        return result;
    }

    private static O.SubscribeRequest Subscribe(SubscribeCommand command) => new()
    {
        Channel = command.Channel,
        Token = command.Token,
        Recover = command.Recover,
        Epoch = command.Epoch,
        Offset = command.Offset,
        Data = Bytes(command.Data),
        Positioned = command.Positioned,
        Recoverable = command.Recoverable,
        JoinLeave = command.JoinLeave,
        Delta = command.Delta,
        Tf = command.Filter is null ? null : Filter(command.Filter),
        Flag = command.Flags,
        Type = command.Type,
    };

    private static O.FilterNode Filter(TagFilter filter)
    {
        var result = new O.FilterNode { Op = filter.Op, Key = filter.Key, Cmp = filter.Compare, Val = filter.Value };
        result.Vals.Add(filter.Values);
        result.Nodes.Add(filter.Nodes.Select(Filter));
        return result;
    }

    private static O.HistoryRequest History(HistoryCommand command) => new()
    {
        Channel = command.Channel,
        Limit = command.Limit,
        Since = command.Since is { } since ? new O.StreamPosition { Offset = since.Offset, Epoch = since.Epoch } : null,
        Reverse = command.Reverse,
    };
}
