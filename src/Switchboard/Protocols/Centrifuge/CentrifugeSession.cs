using Switchboard.Connections;
using Switchboard.Results;
using Switchboard.Transports;
using Switchboard.Wire.Centrifuge;

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

            // One message holds thousands of commands: a client that reads none of its replies is held back between them, too.
            if (pending.IsCompletedSuccessfully)
            {
                pending = connection.Outbound.RepliesTakenAsync();
            }

            if (!pending.IsCompletedSuccessfully)
            {
                return ContinueAsync(pending, message);
            }
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask ContinueAsync(ValueTask pending, ReadOnlyMemory<byte> rest)
    {
        await pending;
        await connection.Outbound.RepliesTakenAsync();
        while (connection.IsOpen && TryRead(ref rest, out var command))
        {
            await HandleAsync(command!);
            await connection.Outbound.RepliesTakenAsync();
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

        context.Metrics.Commands.Add(1);
        if (command is PongCommand)
        {
            // Ahead of the rate: no limit stops pongs, or a busy client would be taken for one that is gone.
            connection.TryTakePong();
            return ValueTask.CompletedTask;
        }

        var verdict = context.Manager.TakeCommand(connection);
        if (verdict == CommandVerdict.Refused && command.Id > 0)
        {
            connection.Send(format.EncodeError(command.Id, ErrorCodes.TooManyRequests));
        }

        return verdict == CommandVerdict.Allowed ? GuardAsync(command) : ValueTask.CompletedTask;
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
    private async ValueTask GuardAsync(CentrifugeCommand command)
    {
        try
        {
            await DispatchAsync(command);
        }
        catch (Exception exception)
        {
            Fail(command, exception);
        }
    }

    private void Fail(CentrifugeCommand command, Exception exception)
    {
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
        if (outcome.Close is { } code)
        {
            connection.Close(code);
        }
        else
        {
            ReplyError(command.Id, operation, outcome.Error!);
        }
    }
}
