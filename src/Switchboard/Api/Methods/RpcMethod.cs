using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;

namespace Switchboard.Api.Methods;

/// <summary><c>rpc</c>.</summary>
internal sealed class RpcMethod(CallHandler calls)
    : ApiMethod<RpcRequest, RpcResult>("rpc", "Calls a method that is served.", ApiJsonContext.Default.RpcRequest, ApiJsonContext.Default.RpcResult)
{
    /// <inheritdoc/>
    protected override ValueTask<Outcome<RpcResult>> HandleAsync(
        RpcRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Method))
        {
            return ValueTask.FromResult<Outcome<RpcResult>>(ErrorCodes.BadRequest);
        }

        var outcome = calls.Handle(Principal.Service, request.Method);
        return ValueTask.FromResult(outcome.IsSuccess ? new RpcResult { Data = new RawJson(outcome.Value) } : outcome.As<RpcResult>());
    }
}
