using Switchboard.Calls;
using Switchboard.Commands;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <content>Calls, which may take long: the commands behind them do not wait, and are answered before them.</content>
internal sealed partial class CentrifugeSession
{
    private const string CallOperation = $"{MethodNames.OwnPrefix}call";

    private ValueTask CallAsync(RpcCommand command)
    {
        var isOwn = command.Method.StartsWith(MethodNames.OwnPrefix, StringComparison.Ordinal);
        var pending = isOwn
            ? context.Commands.Own.HandleAsync(connection, command.Method[MethodNames.OwnPrefix.Length..], command.Data)
            : context.Commands.Call.HandleAsync(
                connection.Principal, connection, new CallRequest(command.Method, command.Data) { IsCheckedJson = _isJson }, NotCancelled);
        if (pending.IsCompletedSuccessfully)
        {
            Answer(command, "rpc", pending.Result, static result => new RpcReply(result));
            return ValueTask.CompletedTask;
        }

        if (isOwn && command.Method != CallOperation)
        {
            return AnswerAsync(command, pending);
        }

        // How many a connection may have under way at once is limited where calls are taken in.
        _ = AnswerLaterAsync(command, pending);
        return ValueTask.CompletedTask;
    }

    private async Task AnswerLaterAsync(RpcCommand command, ValueTask<Outcome<ReadOnlyMemory<byte>>> pending)
    {
        try
        {
            await AnswerAsync(command, pending);
        }
        catch (Exception exception)
        {
            Fail(command, exception);
        }
    }

    private async ValueTask AnswerAsync(RpcCommand command, ValueTask<Outcome<ReadOnlyMemory<byte>>> pending)
        => Answer(command, "rpc", await pending, static result => new RpcReply(result));
}
