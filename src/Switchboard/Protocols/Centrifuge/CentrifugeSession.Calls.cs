using Switchboard.Commands;
using Switchboard.Commands.Calls;
using Switchboard.Names;
using Switchboard.Results;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <content>Calls, which may take long: the commands behind them do not wait, and are answered before them.</content>
internal sealed partial class CentrifugeSession
{
    private const string CallOperation = $"{MethodNames.OwnPrefix}{OperationDispatcher.Call}";

    private readonly CallsUnderWay _calls = new(context.Settings);

    private ValueTask CallAsync(RpcCommand command)
    {
        if (!command.Method.StartsWith(MethodNames.OwnPrefix, StringComparison.Ordinal))
        {
            var request = new CallRequest(command.Method, command.Data) { IsCheckedJson = _isJson };
            return StartCall(command, () => context.Commands.Call.HandleAsync(connection.Principal, connection, request, NotCancelled));
        }

        var operation = command.Method[MethodNames.OwnPrefix.Length..];
        return command.Method == CallOperation
            ? StartCall(command, () => context.Commands.Operations.ExecuteAsync(connection, operation, command.Data))
            : AnswerAsync(command, context.Commands.Operations.ExecuteAsync(connection, operation, command.Data));
    }

    private ValueTask StartCall(RpcCommand command, Func<ValueTask<Result<ReadOnlyMemory<byte>>>> call)
    {
        if (!_calls.TryBegin())
        {
            ReplyError(command.Id, "rpc", ErrorCodes.TooManyRequests);
            return ValueTask.CompletedTask;
        }

        _ = FinishCallAsync(command, call);
        return ValueTask.CompletedTask;
    }

    private async Task FinishCallAsync(RpcCommand command, Func<ValueTask<Result<ReadOnlyMemory<byte>>>> call)
    {
        try
        {
            await AnswerAsync(command, call());
        }
        catch (Exception exception)
        {
            Fail(command, exception);
        }
        finally
        {
            _calls.End();
        }
    }

    private async ValueTask AnswerAsync(RpcCommand command, ValueTask<Result<ReadOnlyMemory<byte>>> pending)
        => Answer(command, "rpc", await pending, static result => new RpcReply(result));
}
