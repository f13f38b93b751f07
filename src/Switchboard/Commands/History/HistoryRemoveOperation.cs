using Switchboard.Results;

namespace Switchboard.Commands.History;

/// <summary><c>history_remove</c>.</summary>
internal sealed class HistoryRemoveOperation(HistoryHandler history)
    : Operation<ChannelRequest, EmptyResult>("history_remove", OperationJsonContext.Default.ChannelRequest, OperationJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> ExecuteAsync(OperationCaller caller, ChannelRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Channel))
        {
            return ErrorCodes.BadRequest;
        }

        var outcome = await history.RemoveAsync(Principal.Service, request.Channel, cancellationToken);
        return outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>();
    }
}
