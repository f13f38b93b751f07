using Switchboard.Results;

namespace Switchboard.Commands.Calls;

/// <summary><c>serve</c>: the connection takes calls of a method.</summary>
internal sealed class ServeOperation(ServeHandler handler)
    : Operation<ServeRequest, EmptyResult>("serve", OperationJsonContext.Default.ServeRequest, OperationJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<EmptyResult>> ExecuteAsync(OperationCaller caller, ServeRequest request, CancellationToken cancellationToken)
    {
        var outcome = handler.Serve(caller.Connection!, request.Method ?? "", request.Concurrency ?? 0);
        return ValueTask.FromResult(outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>());
    }
}

/// <summary><c>unserve</c>: the connection takes no more calls of a method.</summary>
internal sealed class UnserveOperation(ServeHandler handler)
    : Operation<UnserveRequest, EmptyResult>("unserve", OperationJsonContext.Default.UnserveRequest, OperationJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<EmptyResult>> ExecuteAsync(OperationCaller caller, UnserveRequest request, CancellationToken cancellationToken)
    {
        var outcome = string.IsNullOrEmpty(request.Method) ? InvalidField.Missing("method") : handler.Unserve(caller.Connection!, request.Method);
        return ValueTask.FromResult(outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>());
    }
}

/// <summary>Serves a method, so many calls at once.</summary>
internal sealed record ServeRequest(string? Method, int? Concurrency);

/// <summary>Ends serving a method.</summary>
internal sealed record UnserveRequest(string? Method);
