using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>rpc</c>.</summary>
internal sealed class RpcMethod(CallHandler calls)
    : ApiMethod<RpcRequest, RpcResult>("rpc", "Calls a method that is served.", ApiJsonContext.Default.RpcRequest, ApiJsonContext.Default.RpcResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<RpcResult>> HandleAsync(
        RpcRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Method))
        {
            return ErrorCodes.BadRequest;
        }

        var call = new Commands.CallRequest(request.Method, request.Params.Utf8) { IsCheckedJson = true };
        var outcome = await calls.HandleAsync(Principal.Service, connection: null, call, cancellationToken);
        return outcome.IsSuccess ? new RpcResult { Data = new RawJson(outcome.Value) } : outcome.As<RpcResult>();
    }
}
