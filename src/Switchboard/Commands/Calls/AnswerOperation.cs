using Switchboard.Calls;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Commands.Calls;

/// <summary><c>answer</c>: a worker's result, error or progress.</summary>
internal sealed class AnswerOperation(AnswerHandler handler)
    : Operation<AnswerRequest, AnswerResult>("answer", OperationJsonContext.Default.AnswerRequest, OperationJsonContext.Default.AnswerResult)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<AnswerResult>> ExecuteAsync(OperationCaller caller, AnswerRequest request, CancellationToken cancellationToken)
    {
        var outcome = string.IsNullOrEmpty(request.Id) ? InvalidField.Missing("id") : Take(caller, request.Id, request);
        return ValueTask.FromResult(outcome.IsSuccess ? new AnswerResult(outcome.Value) : outcome.As<AnswerResult>());
    }

    private Result<bool> Take(OperationCaller caller, string id, AnswerRequest request)
    {
        if (request.Error is { } error)
        {
            return handler.Answer(caller.Connection!, id, error.Code ?? 0, error.Message ?? "");
        }

        return request.Progress.IsGiven
            ? handler.Report(caller.Connection!, id, JsonBytes.OnOneLine(request.Progress.Utf8))
            : handler.Answer(caller.Connection!, id, JsonBytes.OnOneLine(request.Data.Utf8));
    }
}

/// <summary><c>cancel</c>: the caller gives up a call that it named.</summary>
internal sealed class CancelOperation(CallRouter router)
    : Operation<CancelRequest, AnswerResult>("cancel", OperationJsonContext.Default.CancelRequest, OperationJsonContext.Default.AnswerResult)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<AnswerResult>> ExecuteAsync(OperationCaller caller, CancelRequest request, CancellationToken cancellationToken)
        => ValueTask.FromResult(
            string.IsNullOrEmpty(request.Id) ? (Result<AnswerResult>)InvalidField.Missing("id") : new AnswerResult(router.Cancel(caller.Connection!, request.Id)));
}

/// <summary>Answers a call: one of data, error and progress, or none of them for a result without data.</summary>
internal sealed record AnswerRequest(string? Id, RawJson Data, AnswerError? Error, RawJson Progress);

/// <summary>The error that a worker ends a call with.</summary>
internal sealed record AnswerError(uint? Code, string? Message);

/// <summary>Gives up a call.</summary>
/// <param name="Id">The id that the caller gave its call.</param>
internal sealed record CancelRequest(string? Id);

/// <summary>What <c>answer</c> and <c>cancel</c> came to.</summary>
/// <param name="Taken">Whether it made a difference: false where the call had ended, or was not this connection's.</param>
internal sealed record AnswerResult(bool Taken);
