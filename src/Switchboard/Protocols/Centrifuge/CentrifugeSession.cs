using Switchboard.Commands.History;
using Switchboard.Connections;
using Switchboard.Names;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Transports;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Deltas;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>One client's conversation in the Centrifuge protocol: its messages become commands, their outcomes replies.</summary>
internal sealed partial class CentrifugeSession(Connection connection, ICentrifugeCodec codec, CentrifugeFormat format, CentrifugeContext context)
    : IProtocolSession
{
    private readonly bool _isJson = codec is CentrifugeJsonCodec;

    public Connection Connection => connection;

    /// <inheritdoc/>
    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> message)
    {
        if (message.IsEmpty)
        {
            connection.Close(CloseCodes.BadRequest);
            return ValueTask.CompletedTask;
        }

        // As long as commands complete at once, no state machine is needed.
        while (connection.IsOpen && TryRead(ref message, out var command))
        {
            var pending = HandleAsync(command!);
            if (!pending.IsCompletedSuccessfully)
            {
                return ContinueAsync(pending, message);
            }

            // One message holds thousands of commands: a client that reads none of its replies is held back between them, too.
            pending = connection.Outbound.RepliesTakenAsync();
            if (!pending.IsCompletedSuccessfully)
            {
                return ContinueBehindRepliesAsync(pending, message);
            }
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask ContinueAsync(ValueTask pending, ReadOnlyMemory<byte> rest)
    {
        await HoldAsync(pending);
        await ContinueBehindRepliesAsync(connection.Outbound.RepliesTakenAsync(), rest);
    }

    private async ValueTask ContinueBehindRepliesAsync(ValueTask pending, ReadOnlyMemory<byte> rest)
    {
        await pending;
        while (connection.IsOpen && TryRead(ref rest, out var command))
        {
            await HoldAsync(HandleAsync(command!));
            await connection.Outbound.RepliesTakenAsync();
        }
    }

    /// <summary>Waits for a command: until it is done, the client is not read, and not to blame for the pong that is not seen.</summary>
    private async ValueTask HoldAsync(ValueTask pending)
    {
        connection.BeginHold();
        try
        {
            await pending;
        }
        finally
        {
            connection.EndHold();
        }
    }

    private bool TryRead(ref ReadOnlyMemory<byte> message, out CentrifugeCommand? command)
    {
        var status = codec.Read(ref message, out command);
        if (status == CommandReadStatus.Malformed)
        {
            connection.Close(CloseCodes.BadRequest);
        }

        return status == CommandReadStatus.Command;
    }

    private ValueTask HandleAsync(CentrifugeCommand command)
    {
        if (!IsInOrder(command))
        {
            connection.Close(CloseCodes.BadRequest);
            return ValueTask.CompletedTask;
        }

        if (command is PongCommand)
        {
            context.Metrics.Commands.Add(1);

            // Ahead of the rate: no limit stops pongs, or a busy client would be taken for one that is gone.
            connection.TryTakePong();
            return ValueTask.CompletedTask;
        }

        var verdict = context.Manager.TakeCommand(connection);
        if (verdict == CommandVerdict.Refused && command.Id > 0)
        {
            connection.Send(format.EncodeError(command.Id, ErrorCodes.TooManyRequests));
        }

        if (verdict != CommandVerdict.Allowed)
        {
            return ValueTask.CompletedTask;
        }

        context.Metrics.Commands.Add(1);
        return GuardAsync(command);
    }

    // Connect comes first and once; every command but send pairs with a reply by its id.
    private bool IsInOrder(CentrifugeCommand command) => command switch
    {
        UnknownCommand => false,
        PongCommand => connection.IsAuthenticated,
        ConnectCommand => command.Id > 0 && !connection.IsAuthenticated,
        SendCommand => connection.IsAuthenticated,
        _ => command.Id > 0 && connection.IsAuthenticated,
    };

    /// <summary>A handler's exception is our fault, not the connection's: it is logged under an id and answered with that.</summary>
    private ValueTask GuardAsync(CentrifugeCommand command)
    {
        try
        {
            var handling = DispatchAsync(command);
            return handling.IsCompletedSuccessfully ? ValueTask.CompletedTask : GuardAsync(command, handling);
        }
        catch (Exception exception)
        {
            Fail(command, exception);
            return ValueTask.CompletedTask;
        }
    }

    private async ValueTask GuardAsync(CentrifugeCommand command, ValueTask handling)
    {
        try
        {
            await handling;
        }
        catch (Exception exception)
        {
            Fail(command, exception);
        }
    }

    private void Fail(CentrifugeCommand command, Exception exception)
    {
        if (InternalError.FindAnswer(exception) is { } answer)
        {
            ReplyError(command.Id, "failure", answer);
            return;
        }

        var error = InternalError.Create(out var errorId);
        ConnectionLog.CommandFailed(context.Logger, exception, connection.Id, errorId);
        ReplyError(command.Id, "failure", error);
    }

    private void Reply(uint id, CentrifugeReply reply) => connection.Send(format.EncodeReply(id, reply));

    private void ReplyError(uint id, string operation, ErrorCode error)
    {
        context.Metrics.Rejected(operation, error);
        if (id > 0)
        {
            connection.Send(format.EncodeError(id, error));
        }
    }

    /// <summary>Answers a command with its result, or with why there is none.</summary>
    private void Answer<T>(CentrifugeCommand command, string operation, in Result<T> outcome, Func<T, CentrifugeReply> toReply)
    {
        if (outcome.IsSuccess)
        {
            Reply(command.Id, toReply(outcome.Value!));
        }
        else
        {
            Fail(command, operation, outcome);
        }
    }

    /// <summary>Answers a command that failed.</summary>
    private void Fail<T>(CentrifugeCommand command, string operation, in Result<T> outcome)
    {
        if (TargetOf(command) is { } target)
        {
            context.Commands.Refusals.Note(connection, operation, target, outcome);
        }

        if (outcome.Close is { } code)
        {
            connection.Close(code);
        }
        else
        {
            ReplyError(command.Id, operation, outcome.Error!);
        }
    }

    /// <summary>What a command is about, for the audit; null where another part writes down what was refused: that of connects, and that of operations.</summary>
    private static string? TargetOf(CentrifugeCommand command) => command switch
    {
        PublishCommand publish => publish.Channel,
        SubscribeCommand subscribe => subscribe.Channel,
        PresenceCommand presence => presence.Channel,
        PresenceStatsCommand stats => stats.Channel,
        HistoryCommand history => history.Channel,
        SubRefreshCommand refresh => refresh.Channel,
        RpcCommand rpc when !rpc.Method.StartsWith(MethodNames.OwnPrefix, StringComparison.Ordinal) => rpc.Method,
        ConnectCommand or RpcCommand => null,
        _ => "",
    };

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
                return CallAsync(rpc);
            case PingCommand ping:
                Reply(ping.Id, EmptyReply.Ping);
                return ValueTask.CompletedTask;
            case SendCommand send:
                return SendAsync(send);
            default:
                throw new InvalidOperationException($"{command.GetType().Name} has no handler.");
        }
    }

    private async ValueTask ConnectAsync(ConnectCommand command)
    {
        var outcome = await context.Manager.ConnectAsync(connection, RequestMapping.ToRequest(command));
        if (!outcome.IsSuccess)
        {
            Fail(command, "connect", outcome);
            return;
        }

        using var batch = DrainBatch.Begin();
        Reply(command.Id, ReplyMapping.ToWire(connection, outcome.Value!, context));
        context.Manager.Activate(connection, outcome.Value!);
    }

    private async ValueTask SubscribeAsync(SubscribeCommand command)
    {
        if (command.Channel.Length == 0)
        {
            connection.Close(CloseCodes.BadRequest);
            return;
        }

        if (command.Type != SubscriptionType.Stream)
        {
            await SubscribeMapAsync(command);
            return;
        }

        var request = RequestMapping.ToRequest(command.Channel, command);
        if (command.Filter is not null && request.Filter is null)
        {
            ReplyError(command.Id, "subscribe", ErrorCodes.BadRequest);
            return;
        }

        if (command.Delta == FossilDelta.Name)
        {
            request = request with { Deltas = format.Deltas };
        }

        var outcome = await context.Commands.Subscribe.HandleAsync(connection, request, NotCancelled);
        if (!outcome.IsSuccess)
        {
            Fail(command, "subscribe", outcome);
            return;
        }

        Reply(command.Id, ReplyMapping.ToWire(outcome.Value!));
        context.Commands.Subscriptions.GoLive(outcome.Value!);
    }

    private async ValueTask UnsubscribeAsync(UnsubscribeCommand command)
    {
        await context.Commands.Unsubscribe.HandleAsync(connection, command.Channel, NotCancelled);
        Reply(command.Id, EmptyReply.Unsubscribe);
    }

    // The command that there is most of: as long as it completes at once, it needs no state machine.
    private ValueTask PublishAsync(PublishCommand command)
    {
        if (command.Type != SubscriptionType.Stream)
        {
            return ChangeMapAsync(command);
        }

        var publishing = context.Commands.Publish.PublishAsync(connection, RequestMapping.ToRequest(command, _isJson), NotCancelled);
        if (!publishing.IsCompletedSuccessfully)
        {
            return AnswerPublishAsync(command, publishing);
        }

        Answer(command, "publish", publishing.Result, static _ => EmptyReply.Publish);
        return ValueTask.CompletedTask;
    }

    private async ValueTask AnswerPublishAsync(PublishCommand command, ValueTask<Result<Position>> publishing)
        => Answer(command, "publish", await publishing, static _ => EmptyReply.Publish);

    private async ValueTask PresenceAsync(PresenceCommand command)
    {
        var isSubscribed = connection.Find(command.Channel) is not null;
        var outcome = await context.Commands.Presence.ListAsync(connection.Principal, command.Channel, isSubscribed, NotCancelled);
        Answer(command, "presence", outcome, static result => new PresenceReply(result));
    }

    private async ValueTask PresenceStatsAsync(PresenceStatsCommand command)
    {
        var isSubscribed = connection.Find(command.Channel) is not null;
        var outcome = await context.Commands.Presence.CountAsync(connection.Principal, command.Channel, isSubscribed, NotCancelled);
        Answer(command, "presence_stats", outcome, static result => new PresenceStatsReply(result));
    }

    private async ValueTask HistoryAsync(HistoryCommand command)
    {
        var request = new HistoryRequest(command.Channel, command.Limit, command.Since, command.Reverse);
        var outcome = await context.Commands.History.HandleAsync(connection, request, NotCancelled);
        Answer(command, "history", outcome, static result => new HistoryReply(result.Publications, result.Top));
    }

    // The protocol knows no reply to a send. Only who asks for one, by a key beside the id, gets ours.
    private async ValueTask SendAsync(SendCommand command)
    {
        var key = command.IdempotencyKey.Length == 0 ? null : command.IdempotencyKey;
        var outcome = await context.Commands.Send.HandleAsync(connection, command.Data, _isJson, key);
        if (command.Id > 0 && key is not null)
        {
            Answer(command, "send", outcome, static _ => EmptyReply.Send);
        }
    }

    private async ValueTask RefreshAsync(RefreshCommand command)
    {
        var outcome = await context.Commands.Refresh.HandleAsync(connection, command.Token, NotCancelled);
        Answer(command, "refresh", outcome, result => new RefreshReply(connection.Id, context.Node.Version, result.Expires, result.Seconds));
    }

    private async ValueTask SubRefreshAsync(SubRefreshCommand command)
    {
        if (command.Type != 0)
        {
            ReplyError(command.Id, "sub_refresh", ErrorCodes.NotAvailable);
            return;
        }

        var outcome = await context.Commands.SubRefresh.HandleAsync(connection, command.Channel, command.Token, NotCancelled);
        Answer(command, "sub_refresh", outcome, static result => new SubRefreshReply(result.Expires, result.Seconds));
    }
}
