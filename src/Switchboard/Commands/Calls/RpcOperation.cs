using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Commands.Calls;

/// <summary><c>rpc</c>.</summary>
internal sealed class RpcOperation(CallHandler calls)
    : Operation<RpcRequest, RpcResult>("rpc", OperationJsonContext.Default.RpcRequest, OperationJsonContext.Default.RpcResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<RpcResult>> ExecuteAsync(OperationCaller caller, RpcRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Method))
        {
            return InvalidField.Missing("method");
        }

        var call = new CallRequest(request.Method, request.Params.Utf8) { IsCheckedJson = true };
        var outcome = await calls.HandleAsync(caller.Principal, connection: null, call, cancellationToken);
        return outcome.IsSuccess ? new RpcResult { Data = new RawJson(outcome.Value) } : outcome.As<RpcResult>();
    }
}

/// <summary>Calls a method.</summary>
internal sealed record RpcRequest
{
    [Description("The method.")]
    [Required]
    public string? Method { get; init; }

    [Description("What it is called with: any JSON value.")]
    public RawJson Params { get; init; }
}

/// <summary>What a call returned.</summary>
internal sealed record RpcResult
{
    [Description("Any JSON value.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Data { get; init; }
}
