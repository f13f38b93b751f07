using Switchboard.Calls;
using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Commands.Own;

/// <summary><c>cancel</c>: the caller gives up a call that it named.</summary>
internal sealed class CancelOperation(CallRouter router) : OwnOperation<CancelFields>("cancel", OwnJsonContext.Default.CancelFields)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, CancelFields fields)
    {
        if (string.IsNullOrEmpty(fields.Id))
        {
            return ValueTask.FromResult<Result<ReadOnlyMemory<byte>>>(ErrorCodes.BadRequest);
        }

        var receipt = new AnswerReceipt(router.Cancel(connection, fields.Id));
        return ValueTask.FromResult<Result<ReadOnlyMemory<byte>>>(
            Write(receipt, OwnJsonContext.Default.AnswerReceipt));
    }
}
