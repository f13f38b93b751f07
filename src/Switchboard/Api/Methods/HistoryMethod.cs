using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>history</c>.</summary>
internal sealed class HistoryMethod(HistoryHandler history)
    : ApiMethod<HistoryPageRequest, HistoryResult>("history", "Reads a channel's past.", ApiJsonContext.Default.HistoryPageRequest, ApiJsonContext.Default.HistoryResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<HistoryResult>> HandleAsync(
        HistoryPageRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Channel))
        {
            return ErrorCodes.BadRequest;
        }

        var page = new HistoryRequest(request.Channel, request.Limit, RequestReader.PositionOf(request.Since), request.Reverse);
        var outcome = await history.HandleAsync(Principal.Service, isSubscribed: false, page, cancellationToken);
        return outcome.IsSuccess ? ResultOf(outcome.Value!) : outcome.As<HistoryResult>();
    }

    private static HistoryResult ResultOf(StreamSlice slice) => new()
    {
        Publications = [.. slice.Publications.Select(ResultWriter.PublicationOf)],
        Epoch = slice.Top.Epoch,
        Offset = slice.Top.Offset,
    };
}
