using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>mark</c>.</summary>
internal sealed class MarkMethod(InboxHandler handler)
    : ApiMethod<MarkRequest, MarkResult>("mark", "Marks a user's messages.", ApiJsonContext.Default.MarkRequest, ApiJsonContext.Default.MarkResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<MarkResult>> HandleAsync(MarkRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        var outcome = await handler.MarkAsync(
            Principal.Service, RequestReader.TextOf(request.User), request.Ids, MessageNames.MarkOf(request.As), cancellationToken);
        return outcome.IsSuccess ? new MarkResult { Unread = outcome.Value!.Unread } : outcome.As<MarkResult>();
    }
}
