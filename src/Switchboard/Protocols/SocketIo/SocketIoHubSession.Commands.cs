using System.Buffers;
using Switchboard.Commands;
using Switchboard.Commands.History;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <content>One method an event.</content>
internal sealed partial class SocketIoHubSession
{
    private static readonly ErrorCode _nestedBinary
        = ErrorCodes.BadRequest with { Message = "bad request: binary data may be the whole of the field data, and nothing else" };

    private static readonly ErrorCode _noBinary = ErrorCodes.BadRequest with { Message = "bad request: this event takes JSON and no binary data" };

    private ValueTask DispatchAsync(SocketIoPacket packet)
    {
        var fields = packet.Arguments is [var first, ..] ? first : default;
        if (!SocketIoPlaceholders.TryTakeData(fields, packet.Attachments, out var binary))
        {
            Fail(packet, packet.Event, _nestedBinary);
            return ValueTask.CompletedTask;
        }

        if (!HubOperations.IsChannelCommand(packet.Event))
        {
            return OperateAsync(packet, fields, binary);
        }

        if (packet.Event == "publish")
        {
            return PublishAsync(packet, fields, binary);
        }

        if (binary is not null || HubRequestReader.Read(fields) is not { } request)
        {
            Fail(packet, packet.Event, binary is null ? ErrorCodes.BadRequest : _noBinary);
            return ValueTask.CompletedTask;
        }

        return packet.Event switch
        {
            "subscribe" => SubscribeAsync(packet, request),
            "unsubscribe" => UnsubscribeAsync(packet, request),
            "presence" => PresenceAsync(packet, request),
            "presence_stats" => PresenceStatsAsync(packet, request),
            "history" => HistoryAsync(packet, request),
            _ => RefreshAsync(packet, request),
        };
    }

    private async ValueTask PublishAsync(SocketIoPacket packet, ReadOnlyMemory<byte> fields, ReadOnlyMemory<byte>? binary)
    {
        if (HubRequestReader.ReadPublish(fields) is not { } request)
        {
            Fail(packet, packet.Event, ErrorCodes.BadRequest);
            return;
        }

        var outcome = await context.Commands.Publish.PublishAsync(_connection, SocketIoHubMapping.ToRequest(request, binary), NotCancelled);
        Answer(packet, request.Channel, outcome, static (output, _) => output.Write("{}"u8));
    }

    private async ValueTask SubscribeAsync(SocketIoPacket packet, HubRequest request)
    {
        if (context.Commands.SubscribeMap.IsMap(request.Channel))
        {
            await SubscribeMapAsync(packet, request);
            return;
        }

        if (request.Channel.Length == 0 || SocketIoHubMapping.ToRequest(request, request.Meta ? withMeta : null) is not { } wish)
        {
            Fail(packet, packet.Event, ErrorCodes.BadRequest);
            return;
        }

        var outcome = await context.Commands.Subscribe.HandleAsync(_connection, wish, NotCancelled);
        if (!outcome.IsSuccess)
        {
            Refuse(packet, request.Channel, outcome);
            return;
        }

        var result = outcome.Value!;
        var missed = HubPublications.Of(result.Missed);
        Reply(packet, SocketIoHubMapping.ToWire(result, missed), static (output, it) => HubEventWriter.WriteSubscription(output, null, it), missed.Attachments);

        SendRest(request.Channel, result.Missed, missed, wish.Format);
        context.Commands.Subscriptions.GoLive(result);
    }

    private async ValueTask SubscribeMapAsync(SocketIoPacket packet, HubRequest request)
    {
        if (SocketIoHubMapping.ToMapRequest(request, request.Meta ? withMeta : null) is not { } wish)
        {
            Fail(packet, packet.Event, ErrorCodes.BadRequest);
            return;
        }

        var outcome = await context.Commands.SubscribeMap.HandleAsync(_connection, wish, NotCancelled);
        if (!outcome.IsSuccess)
        {
            Refuse(packet, request.Channel, outcome);
            return;
        }

        var step = outcome.Value!;
        var missed = step.Live?.Missed ?? step.Changes;
        var state = HubPublications.Of(step.Entries);

        // The attachments of a packet are counted through: where the entries have some, all changes follow.
        var changes = state.Attachments.Count > 0 ? HubPublications.None : HubPublications.Of(missed);
        Reply(packet, SocketIoHubMapping.ToWire(step, state, changes), static (output, it) => HubEventWriter.WriteSubscription(output, null, it), [.. changes.Attachments, .. state.Attachments]);
        SendRest(request.Channel, step.Entries, state, wish.Format);
        SendRest(request.Channel, missed, changes, wish.Format);
        if (step.Live is { } live)
        {
            context.Commands.Subscriptions.GoLive(live);
        }
    }

    // What is too much for one packet follows as what is published from here on does.
    private void SendRest(string channel, IReadOnlyList<Publication> all, HubPublications sent, WireFormat? format)
    {
        foreach (var publication in all.Skip(sent.Items.Count))
        {
            _connection.Send(new PublicationArrived(channel, publication), format);
        }
    }

    private async ValueTask UnsubscribeAsync(SocketIoPacket packet, HubRequest request)
    {
        var outcome = await context.Commands.Unsubscribe.HandleAsync(_connection, request.Channel, NotCancelled);
        Answer(packet, request.Channel, outcome, static (output, _) => output.Write("{}"u8));
    }

    private async ValueTask PresenceAsync(SocketIoPacket packet, HubRequest request)
    {
        var isSubscribed = _connection.Find(request.Channel) is not null;
        var outcome = await context.Commands.Presence.ListAsync(_connection.Principal, request.Channel, isSubscribed, NotCancelled);
        Answer(packet, request.Channel, outcome, HubEventWriter.WritePresence);
    }

    private async ValueTask PresenceStatsAsync(SocketIoPacket packet, HubRequest request)
    {
        var isSubscribed = _connection.Find(request.Channel) is not null;
        var outcome = await context.Commands.Presence.CountAsync(_connection.Principal, request.Channel, isSubscribed, NotCancelled);
        Answer(packet, request.Channel, outcome, HubEventWriter.WritePresenceStats);
    }

    private async ValueTask HistoryAsync(SocketIoPacket packet, HubRequest request)
    {
        var page = new HistoryRequest(request.Channel, request.Limit, request.Since, request.Reverse);
        var isSubscribed = _connection.Find(request.Channel) is not null;
        var outcome = await context.Commands.History.HandleAsync(_connection.Principal, isSubscribed, page, NotCancelled);
        if (!outcome.IsSuccess)
        {
            Refuse(packet, request.Channel, outcome);
            return;
        }

        var publications = HubPublications.Of(outcome.Value!.Publications);
        Reply(packet, (publications, outcome.Value.Top), static (output, it) => HubEventWriter.WriteHistory(output, it.publications, it.Top), publications.Attachments);
    }

    private async ValueTask RefreshAsync(SocketIoPacket packet, HubRequest request)
    {
        var outcome = request.Channel.Length > 0
            ? await context.Commands.SubRefresh.HandleAsync(_connection, request.Channel, request.Token, NotCancelled)
            : await context.Commands.Refresh.HandleAsync(_connection, request.Token, NotCancelled);
        Answer(packet, request.Channel, outcome, SocketIoHubMapping.Write);
    }

    private ValueTask OperateAsync(SocketIoPacket packet, ReadOnlyMemory<byte> fields, ReadOnlyMemory<byte>? binary)
    {
        if (HubOperations.OperationOf(packet.Event) != OperationDispatcher.Call)
        {
            return AnswerAsync(packet, context.Commands.Operations.ExecuteAsync(_connection, HubOperations.OperationOf(packet.Event), fields, binary));
        }

        if (!_calls.TryBegin())
        {
            Fail(packet, packet.Event, ErrorCodes.TooManyRequests);
            return ValueTask.CompletedTask;
        }

        // It may take long: the events behind it do not wait. What it was called with is not the transport's any more then.
        _ = FinishCallAsync(packet, fields.ToArray(), binary);
        return ValueTask.CompletedTask;
    }

    private async Task FinishCallAsync(SocketIoPacket packet, ReadOnlyMemory<byte> fields, ReadOnlyMemory<byte>? binary)
    {
        try
        {
            await AnswerAsync(packet, context.Commands.Operations.ExecuteAsync(_connection, HubOperations.OperationOf(packet.Event), fields, binary));
        }
        catch (Exception exception)
        {
            Fail(packet, exception);
        }
        finally
        {
            _calls.End();
        }
    }

    private async ValueTask AnswerAsync(SocketIoPacket packet, ValueTask<Result<ReadOnlyMemory<byte>>> pending)
    {
        var outcome = await pending;
        if (!outcome.IsSuccess)
        {
            Fail(packet, outcome);
            return;
        }

        var answer = packet.Event == "inbox" ? HubInboxAnswer.Of(outcome.Value) : new HubInboxAnswer(outcome.Value, []);
        Reply(packet, answer.Json, static (output, json) => output.Write(json.IsEmpty ? "{}"u8 : json.Span), answer.Attachments);
    }
}
