using System.Buffers;
using Switchboard.Channels;
using Switchboard.Commands;
using Switchboard.Commands.History;
using Switchboard.Commands.Subscribe;
using Switchboard.Results;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <content>One method an event.</content>
internal sealed partial class SocketIoHubSession
{
    private ValueTask DispatchAsync(SocketIoPacket packet)
    {
        if (!HubOperations.IsChannelCommand(packet.Event))
        {
            return CallAsync(packet);
        }

        if (packet.Arguments is not [var first, ..] || HubRequestReader.Read(first) is not { } request)
        {
            Fail(packet, packet.Event, ErrorCodes.BadRequest);
            return ValueTask.CompletedTask;
        }

        return packet.Event switch
        {
            "publish" => PublishAsync(packet, request),
            "subscribe" => SubscribeAsync(packet, request),
            "unsubscribe" => UnsubscribeAsync(packet, request),
            "presence" => PresenceAsync(packet, request),
            "history" => HistoryAsync(packet, request),
            _ => RefreshAsync(packet, request),
        };
    }

    private async ValueTask PublishAsync(SocketIoPacket packet, HubRequest request)
    {
        var publish = new ClientPublish(request.Channel, request.Data, IsCheckedJson: true, Event: request.Event.Length > 0 ? request.Event : null);
        var outcome = await context.Commands.Publish.PublishAsync(_connection, publish, NotCancelled);
        Answer(packet, outcome, static (output, _) => output.Write("{}"u8));
    }

    private async ValueTask SubscribeAsync(SocketIoPacket packet, HubRequest request)
    {
        var wish = new SubscribeRequest(request.Channel)
        {
            Token = request.Token,
            RecoverSince = request.Recover ? request.Position : null,
            WantsPosition = true,
            WantsJoinLeave = request.JoinLeave,
            Format = request.Meta ? withMeta : null,
            Data = request.Data,
        };
        var outcome = request.Channel.Length > 0
            ? await context.Commands.Subscribe.HandleAsync(_connection, wish, NotCancelled)
            : ErrorCodes.BadRequest;
        Answer(packet, outcome, static (output, result) => HubEventWriter.WriteSubscription(output, null, SocketIoHubMapping.ToWire(result)));
        if (outcome.IsSuccess)
        {
            context.Commands.Subscriptions.GoLive(outcome.Value!);
        }
    }

    private async ValueTask UnsubscribeAsync(SocketIoPacket packet, HubRequest request)
    {
        var outcome = await context.Commands.Unsubscribe.HandleAsync(_connection, request.Channel, NotCancelled);
        Answer(packet, outcome, static (output, _) => output.Write("{}"u8));
    }

    private async ValueTask PresenceAsync(SocketIoPacket packet, HubRequest request)
    {
        var isSubscribed = _connection.Find(request.Channel) is not null;
        var outcome = await context.Commands.Presence.ListAsync(_connection.Principal, request.Channel, isSubscribed, NotCancelled);
        Answer(packet, outcome, HubEventWriter.WritePresence);
    }

    private async ValueTask HistoryAsync(SocketIoPacket packet, HubRequest request)
    {
        var page = new HistoryRequest(request.Channel, request.Limit, request.Since, request.Reverse);
        var isSubscribed = _connection.Find(request.Channel) is not null;
        var outcome = await context.Commands.History.HandleAsync(_connection.Principal, isSubscribed, page, NotCancelled);
        Answer(packet, outcome, static (output, slice) => HubEventWriter.WriteHistory(output, slice.Publications, slice.Top));
    }

    private async ValueTask RefreshAsync(SocketIoPacket packet, HubRequest request)
    {
        var outcome = request.Channel.Length > 0
            ? await context.Commands.SubRefresh.HandleAsync(_connection, request.Channel, request.Token, NotCancelled)
            : await context.Commands.Refresh.HandleAsync(_connection, request.Token, NotCancelled);
        Answer(packet, outcome, SocketIoHubMapping.Write);
    }

    private ValueTask CallAsync(SocketIoPacket packet)
    {
        var fields = packet.Arguments is [var first, ..] ? first : default;
        if (packet.Event != OperationDispatcher.Call)
        {
            return AnswerAsync(packet, context.Commands.Operations.ExecuteAsync(_connection, packet.Event, fields));
        }

        var most = context.Settings.Current.Calls.PendingPerConnection;
        if (most > 0 && Volatile.Read(ref _callsUnderWay) >= most)
        {
            Fail(packet, packet.Event, ErrorCodes.TooManyRequests);
            return ValueTask.CompletedTask;
        }

        // It may take long: the events behind it do not wait. What it was called with is not the transport's any more then.
        Interlocked.Increment(ref _callsUnderWay);
        _ = FinishCallAsync(packet, fields.ToArray());
        return ValueTask.CompletedTask;
    }

    private async Task FinishCallAsync(SocketIoPacket packet, ReadOnlyMemory<byte> fields)
    {
        try
        {
            await AnswerAsync(packet, context.Commands.Operations.ExecuteAsync(_connection, packet.Event, fields));
        }
        catch (Exception exception)
        {
            Fail(packet, exception);
        }
        finally
        {
            Interlocked.Decrement(ref _callsUnderWay);
        }
    }

    private async ValueTask AnswerAsync(SocketIoPacket packet, ValueTask<Result<ReadOnlyMemory<byte>>> pending)
        => Answer(packet, await pending, static (output, json) => output.Write(json.IsEmpty ? "{}"u8 : json.Span));
}
