using System.Text.Json;
using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Commands.Own;

/// <summary><c>answer</c>: a worker's result, error or progress.</summary>
internal sealed class AnswerOperation(AnswerHandler handler) : OwnOperation<AnswerFields>("answer", OwnJsonContext.Default.AnswerFields)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, AnswerFields fields)
    {
        var outcome = string.IsNullOrEmpty(fields.Id) ? ErrorCodes.BadRequest : Take(connection, fields.Id, fields);
        return ValueTask.FromResult<Result<ReadOnlyMemory<byte>>>(
            outcome.IsSuccess ? Write(new AnswerReceipt(outcome.Value), OwnJsonContext.Default.AnswerReceipt) : outcome.As<ReadOnlyMemory<byte>>());
    }

    private Result<bool> Take(Connection connection, string id, AnswerFields fields)
    {
        if (fields.Error is { } error)
        {
            return handler.Answer(connection, id, error.Code, error.Message ?? "");
        }

        return fields.Progress.ValueKind == JsonValueKind.Undefined
            ? handler.Answer(connection, id, JsonOf(fields.Data))
            : handler.Report(connection, id, JsonOf(fields.Progress));
    }
}
