using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>broadcast</c>.</summary>
internal sealed class BroadcastMethod(BroadcastHandler handler)
    : ApiMethod<BroadcastRequest, BroadcastResult>("broadcast", "Publishes the same into several channels.", ApiJsonContext.Default.BroadcastRequest, ApiJsonContext.Default.BroadcastResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<BroadcastResult>> HandleAsync(
        BroadcastRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(request.Channels ?? [], RequestReader.PublishOf(null, request), cancellationToken);
        return outcome.IsSuccess
            ? new BroadcastResult { Responses = Array.ConvertAll(outcome.Value!, ResponseOf) }
            : outcome.As<BroadcastResult>();
    }

    private static PublishResponse ResponseOf(Result<Position> outcome) => outcome.Error is { } error
        ? new PublishResponse { Error = new ApiError { Code = error.Code, Message = error.Message } }
        : new PublishResponse { Result = ResultWriter.PublishedAt(outcome.Value) };
}
