using Switchboard.Commands;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <content>One method a command.</content>
internal sealed partial class CentrifugeSession
{
    // Nothing a client does is cancelled half-way: a command that began is carried out even if the client leaves.
    private static CancellationToken NotCancelled => CancellationToken.None;

    private ValueTask DispatchAsync(CentrifugeCommand command)
    {
        switch (command)
        {
            case PublishCommand publish:
                return PublishAsync(publish);
            case SubscribeCommand subscribe:
                return SubscribeAsync(subscribe);
            case ConnectCommand connect:
                return ConnectAsync(connect);
            case UnsubscribeCommand unsubscribe:
                return UnsubscribeAsync(unsubscribe);
            case PresenceCommand presence:
                return PresenceAsync(presence);
            case PresenceStatsCommand stats:
                return PresenceStatsAsync(stats);
            case HistoryCommand history:
                return HistoryAsync(history);
            case RefreshCommand refresh:
                return RefreshAsync(refresh);
            case SubRefreshCommand refresh:
                return SubRefreshAsync(refresh);
            case RpcCommand rpc:
                Call(rpc);
                return ValueTask.CompletedTask;
            case PingCommand ping:
                Reply(ping.Id, EmptyReply.Ping);
                return ValueTask.CompletedTask;
            default:
                // A client's send is a message to the application, which has no ear for it yet.
                return ValueTask.CompletedTask;
        }
    }

    private async ValueTask ConnectAsync(ConnectCommand command)
    {
        var request = new ConnectRequest
        {
            Token = command.Token,
            ClientName = $"{command.Name} {command.Version}".Trim(),
            Subscriptions = command.Subscriptions.ToDictionary(entry => entry.Key, entry => ToRequest(entry.Key, entry.Value), StringComparer.Ordinal),
        };
        var outcome = await context.Commands.Connect.HandleAsync(connection, request, NotCancelled);
        if (!outcome.IsSuccess)
        {
            Fail(command, "connect", outcome);
            return;
        }

        var result = outcome.Value!;
        Reply(command.Id, ToWire(result));
        foreach (var subscription in result.Subscriptions)
        {
            context.Commands.Subscriber.GoLive(subscription);
        }

        context.Keeper.BeginHeartbeat(connection);
    }

    private ConnectReply ToWire(ConnectResult result) => new()
    {
        Client = connection.Id,
        Version = context.Node.Version,
        Expires = result.Lifetime.Expires,
        TimeToLiveSeconds = result.Lifetime.Seconds,
        Subscriptions = result.Subscriptions.Count == 0
            ? null
            : result.Subscriptions.ToDictionary(item => item.Subscription.Name, ReplyMapping.ToWire, StringComparer.Ordinal),
        PingSeconds = (uint)context.Settings.Current.PingInterval.TotalSeconds,
        Pong = connection.AnswersPings,
        Session = connection.Session,
        Node = context.Node.Id,
        Time = context.Clock.UtcNow.ToUnixTimeMilliseconds(),
    };

    private async ValueTask SubscribeAsync(SubscribeCommand command)
    {
        if (command.Channel.Length == 0)
        {
            connection.Close(CloseCodes.BadRequest);
            return;
        }

        if (command.Type != 0)
        {
            ReplyError(command.Id, "subscribe", ErrorCodes.NotAvailable);
            return;
        }

        var request = ToRequest(command.Channel, command);
        if (command.Filter is not null && request.Filter is null)
        {
            ReplyError(command.Id, "subscribe", ErrorCodes.BadRequest);
            return;
        }

        var outcome = await context.Commands.Subscribe.HandleAsync(connection, request, NotCancelled);
        if (!outcome.IsSuccess)
        {
            Fail(command, "subscribe", outcome);
            return;
        }

        Reply(command.Id, ReplyMapping.ToWire(outcome.Value!));
        context.Commands.Subscriber.GoLive(outcome.Value!);
    }

    private static SubscribeRequest ToRequest(string channel, SubscribeCommand command) => new(channel)
    {
        Token = command.Token,
        RecoverSince = command.Recover ? new Position(command.Offset, command.Epoch) : null,
        RejectUnrecovered = (command.Flags & SubscribeCommand.RejectUnrecovered) != 0,
        WantsPosition = command.Positioned || command.Recoverable,
        WantsJoinLeave = command.JoinLeave,
        Filter = TagFilterCompiler.Compile(command.Filter),
    };

    private async ValueTask UnsubscribeAsync(UnsubscribeCommand command)
    {
        await context.Commands.Unsubscribe.HandleAsync(connection, command.Channel, NotCancelled);
        Reply(command.Id, EmptyReply.Unsubscribe);
    }

    private async ValueTask PublishAsync(PublishCommand command)
    {
        if (command.Type != 0)
        {
            ReplyError(command.Id, "publish", ErrorCodes.NotAvailable);
            return;
        }

        var outcome = await context.Commands.Publish.HandleAsync(connection, command.Channel, command.Data, _isJson, NotCancelled);
        if (outcome.IsSuccess)
        {
            Reply(command.Id, EmptyReply.Publish);
        }
        else
        {
            Fail(command, "publish", outcome);
        }
    }

    private async ValueTask PresenceAsync(PresenceCommand command)
    {
        var isSubscribed = connection.Find(command.Channel) is not null;
        var outcome = await context.Commands.Presence.ListAsync(connection.Principal, command.Channel, isSubscribed, NotCancelled);
        if (outcome.IsSuccess)
        {
            Reply(command.Id, new PresenceReply(outcome.Value!));
        }
        else
        {
            Fail(command, "presence", outcome);
        }
    }

    private async ValueTask PresenceStatsAsync(PresenceStatsCommand command)
    {
        var isSubscribed = connection.Find(command.Channel) is not null;
        var outcome = await context.Commands.Presence.CountAsync(connection.Principal, command.Channel, isSubscribed, NotCancelled);
        if (outcome.IsSuccess)
        {
            Reply(command.Id, new PresenceStatsReply(outcome.Value));
        }
        else
        {
            Fail(command, "presence_stats", outcome);
        }
    }

    private async ValueTask HistoryAsync(HistoryCommand command)
    {
        var request = new HistoryRequest(command.Channel, command.Limit, command.Since, command.Reverse);
        var isSubscribed = connection.Find(command.Channel) is not null;
        var outcome = await context.Commands.History.HandleAsync(connection.Principal, isSubscribed, request, NotCancelled);
        if (outcome.IsSuccess)
        {
            Reply(command.Id, new HistoryReply(outcome.Value!.Publications, outcome.Value.Top));
        }
        else
        {
            Fail(command, "history", outcome);
        }
    }

    private void Call(RpcCommand command)
    {
        var outcome = context.Commands.Call.Handle(connection, command.Method);
        if (outcome.IsSuccess)
        {
            Reply(command.Id, new RpcReply(outcome.Value));
        }
        else
        {
            Fail(command, "rpc", outcome);
        }
    }

    private async ValueTask RefreshAsync(RefreshCommand command)
    {
        var outcome = await context.Commands.Refresh.HandleAsync(connection, command.Token, NotCancelled);
        if (outcome.IsSuccess)
        {
            Reply(command.Id, new RefreshReply(connection.Id, context.Node.Version, outcome.Value.Expires, outcome.Value.Seconds));
        }
        else
        {
            Fail(command, "refresh", outcome);
        }
    }

    private async ValueTask SubRefreshAsync(SubRefreshCommand command)
    {
        if (command.Type != 0)
        {
            ReplyError(command.Id, "sub_refresh", ErrorCodes.NotAvailable);
            return;
        }

        var outcome = await context.Commands.SubRefresh.HandleAsync(connection, command.Channel, command.Token, NotCancelled);
        if (outcome.IsSuccess)
        {
            Reply(command.Id, new SubRefreshReply(outcome.Value.Expires, outcome.Value.Seconds));
        }
        else
        {
            Fail(command, "sub_refresh", outcome);
        }
    }
}
