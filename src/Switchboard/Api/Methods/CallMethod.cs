using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Json;
using Switchboard.Results;
using Switchboard.Timing;

namespace Switchboard.Api.Methods;

/// <summary><c>call</c>.</summary>
internal sealed class CallMethod(CallHandler calls)
    : ApiMethod<Messages.CallRequest, RpcResult>("call", "Calls a method that is served, by anybody or by a certain user or connection.", ApiJsonContext.Default.CallRequest, ApiJsonContext.Default.RpcResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<RpcResult>> HandleAsync(
        Messages.CallRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Method))
        {
            return ErrorCodes.BadRequest;
        }

        var call = new Commands.CallRequest(request.Method, request.Data.Utf8)
        {
            IsCheckedJson = true,
            User = RequestReader.TextOf(request.User),
            Client = RequestReader.TextOf(request.Client),
            Deadline = Deadlines.Of(request.DeadlineMs),
            IsIdempotent = request.Idempotent,
            IdempotencyKey = RequestReader.TextOf(request.IdempotencyKey),
        };
        var outcome = await calls.HandleAsync(Principal.Service, connection: null, call, cancellationToken);
        return outcome.IsSuccess ? new RpcResult { Data = new RawJson(outcome.Value) } : outcome.As<RpcResult>();
    }
}
