using System.Buffers;
using System.Text;
using System.Text.Json;
using Switchboard.Commands.Connect;
using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Protocols.EngineIo;
using Switchboard.Results;
using Switchboard.Subscriptions;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>A client that is a member of the hub: what it emits are commands, and their outcomes acknowledgements.</summary>
internal sealed partial class SocketIoHubSession(EngineIoSession session, SocketIoHubContext context, SocketIoHubFormat withMeta)
{
    // What the operation says where a call has been answered by it.
    private static ReadOnlySpan<byte> Taken => "{\"taken\":true}"u8;

    private static ReadOnlySpan<byte> NoAnswer
        => "\"error\":{\"code\":100,\"message\":\"internal server error: the worker's acknowledgement has neither data nor error in an object\"}}"u8;

    private static ReadOnlySpan<byte> BinaryAnswer
        => "\"error\":{\"code\":100,\"message\":\"internal server error: the worker's acknowledgement has binary data, and calls carry JSON\"}}"u8;

    // Nothing a client does is cancelled half-way.
    private static CancellationToken NotCancelled => CancellationToken.None;

    private readonly Connection _connection = session.Connection;
    private readonly CallsUnderWay _calls = new(context.Settings);

    /// <summary>Lets the client in. It is told by the caller, who then calls <see cref="Begin"/>.</summary>
    public ValueTask<Result<ConnectResult>> ConnectAsync(string token, ReadOnlyMemory<byte> data)
    {
        context.Metrics.Commands.Add(1);
        var request = new ConnectRequest { Token = token, Data = data, ClientName = "socket.io" };
        return context.Manager.ConnectAsync(_connection, request);
    }

    /// <summary>Activates the member, whose answer is queued. The answer of Socket.IO says nothing of subscriptions: they are told one by one.</summary>
    public void Begin(ConnectResult result) => context.Manager.Activate(_connection, result, Announce);

    private static void Announce(Connection connection, SubscribeResult subscription)
    {
        var channel = subscription.Subscription.Name;
        connection.Send(new SubscriptionStarted(channel, subscription));
        foreach (var publication in subscription.Missed)
        {
            connection.Send(new PublicationArrived(channel, publication));
        }
    }

    /// <summary>Lets the member go; the connection may live on in other Socket.IO namespaces.</summary>
    public ValueTask LeaveAsync() => context.Manager.DeactivateAsync(_connection);

    /// <summary>Handles an event. False where it is none of the hub's.</summary>
    public bool TryHandle(SocketIoPacket packet, out ValueTask pending)
    {
        pending = ValueTask.CompletedTask;
        if (!HubOperations.Contains(packet.Event))
        {
            return false;
        }

        context.Metrics.Commands.Add(1);
        pending = GuardAsync(packet);
        return true;
    }

    /// <summary>Takes the acknowledgement of a call: its argument has the fields of an answer.</summary>
    public async ValueTask AnswerAsync(SocketIoPacket packet)
    {
        var number = packet.Id!.Value;
        if (context.Calls.Find(number) is not { } id)
        {
            return;
        }

        try
        {
            var answer = CallAnswerOf(packet, id);
            var outcome = await context.Commands.Operations.ExecuteAsync(_connection, "answer", answer);
            var isTaken = IsTaken(outcome);
            if (!outcome.IsSuccess || answer.AsSpan().IndexOf("\"progress\""u8) >= 0)
            {
                isTaken |= IsTaken(await context.Commands.Operations.ExecuteAsync(_connection, "answer", RefusalOf(id, outcome.Error)));
            }

            if (isTaken)
            {
                // Not where it made no difference: the number may have been guessed by somebody whose call it is not.
                context.Calls.Remove(number);
            }
        }
        catch (Exception exception)
        {
            Fail(packet with { Id = null }, exception);
        }
    }

    private static bool IsTaken(in Result<ReadOnlyMemory<byte>> outcome) => outcome.IsSuccess && outcome.Value.Span.SequenceEqual(Taken);

    /// <summary>The answer that an acknowledgement is. What is none ends the call, too: nobody can be told that it was wrong but who called.</summary>
    private static byte[] CallAnswerOf(SocketIoPacket packet, string id)
    {
        var argument = packet.Arguments is [var first, ..] && !first.Span.SequenceEqual("null"u8) ? first : "{}"u8.ToArray();
        var fields = argument.Span is not [(byte)'{', ..] ? NoAnswer
            : !SocketIoPlaceholders.TryTakeData(argument, packet.Attachments, out var binary) || binary is not null ? BinaryAnswer
            : argument.Span[1..];
        var isAlone = fields.TrimStart(" \t\r\n"u8) is [(byte)'}', ..];
        return AnswerOf(id, isAlone ? "\""u8 : "\","u8, fields);
    }

    /// <summary>What ends a call whose acknowledgement is no answer, or none yet. Where it has ended all the same, it changes nothing.</summary>
    private static byte[] RefusalOf(string id, ErrorCode? error)
    {
        var reason = error is null ? "is no answer but progress" : $"was refused: {error.Message}";
        var message = JsonEncodedText.Encode($"{ErrorCodes.Internal.Message}: the worker's acknowledgement {reason}");
        return AnswerOf(id, "\",\"error\":{\"code\":100,\"message\":\""u8, [.. message.EncodedUtf8Bytes, .. "\"}}"u8]);
    }

    private static byte[] AnswerOf(string id, ReadOnlySpan<byte> behindId, ReadOnlySpan<byte> fields)
        => [.. "{\"id\":\""u8, .. Encoding.ASCII.GetBytes(id), .. behindId, .. fields];

    private async ValueTask GuardAsync(SocketIoPacket packet)
    {
        try
        {
            await DispatchAsync(packet);
        }
        catch (Exception exception)
        {
            Fail(packet, exception);
        }
    }

    private void Fail(SocketIoPacket packet, Exception exception)
    {
        if (InternalError.FindAnswer(exception) is { } answer)
        {
            Fail(packet, packet.Event, answer);
            return;
        }

        var error = InternalError.Create(out var errorId);
        ConnectionLog.CommandFailed(context.Logger, exception, _connection.Id, errorId);
        Fail(packet, "failure", error);
    }

    private void Fail(SocketIoPacket packet, string operation, ErrorCode error)
    {
        context.Metrics.Rejected(operation, error);
        Reply(packet, error, static (output, error) => HubEventWriter.WriteError(output, error));
    }

    private void Answer<T>(SocketIoPacket packet, string channel, in Result<T> outcome, Action<IBufferWriter<byte>, T> write)
    {
        if (outcome.IsSuccess)
        {
            Reply(packet, outcome.Value!, write);
        }
        else
        {
            Refuse(packet, channel, outcome);
        }
    }

    private void Refuse<T>(SocketIoPacket packet, string channel, in Result<T> outcome)
    {
        context.Commands.Refusals.Note(_connection, packet.Event, channel, outcome);
        Fail(packet, outcome);
    }

    private void Fail<T>(SocketIoPacket packet, in Result<T> outcome)
    {
        if (outcome.Close is { } code)
        {
            _connection.Close(code);
        }
        else
        {
            Fail(packet, packet.Event, outcome.Error!);
        }
    }

    private void Reply<T>(SocketIoPacket packet, T value, Action<IBufferWriter<byte>, T> write) => Reply(packet, value, write, []);

    private void Reply<T>(SocketIoPacket packet, T value, Action<IBufferWriter<byte>, T> write, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        if (packet.Id is not { } id)
        {
            return;
        }

        var buffer = EncodeBuffer.Rent();
        SocketIoPacketWriter.BeginAck(buffer, SocketIoPacket.MainNamespace, id, attachments.Count);
        write(buffer, value);
        SocketIoPacketWriter.EndEvent(buffer);
        _connection.Send(EngineIoFrames.Text(session.Version, buffer.WrittenSpan, attachments) with { IsReply = true });
    }
}
