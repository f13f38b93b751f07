using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Switchboard.Json;
using Switchboard.Results;
using Switchboard.Timing;

namespace Switchboard.Commands.Calls;

/// <summary><c>call</c>.</summary>
internal sealed class CallOperation(CallHandler calls)
    : Operation<CallMethodRequest, RpcResult>("call", OperationJsonContext.Default.CallMethodRequest, OperationJsonContext.Default.RpcResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<RpcResult>> ExecuteAsync(OperationCaller caller, CallMethodRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Method))
        {
            return InvalidField.Missing("method");
        }

        var call = new CallRequest(request.Method, request.Data.Utf8)
        {
            IsCheckedJson = true,
            User = RequestReader.TextOf(request.User),
            Client = RequestReader.TextOf(request.Client),
            Id = caller.Connection is null ? "" : request.Id ?? "",
            Deadline = Deadlines.Of(request.DeadlineMs ?? 0),
            IsIdempotent = request.Idempotent ?? false,
            IdempotencyKey = RequestReader.TextOf(request.IdempotencyKey),
        };
        var outcome = await calls.HandleAsync(caller.Principal, caller.Connection, call, cancellationToken);
        return outcome.IsSuccess ? new RpcResult { Data = new RawJson(outcome.Value) } : outcome.As<RpcResult>();
    }
}

/// <summary>Calls a method.</summary>
internal sealed record CallMethodRequest
{
    [Description("The method.")]
    [Required]
    public string? Method { get; init; }

    [Description("What it is called with: any JSON value.")]
    public RawJson Data { get; init; }

    [Description("The user whose connection is to answer.")]
    public string? User { get; init; }

    [Description("The connection that is to answer, by its client id.")]
    public string? Client { get; init; }

    [Description("By what the caller names the call, to hear of progress and to cancel it. For connections alone.")]
    public string? Id { get; init; }

    [Description("The milliseconds in which to answer. 0 is the default of the server.")]
    public long? DeadlineMs { get; init; }

    [Description("Whether the call may go to another worker when the one that has it vanishes.")]
    public bool? Idempotent { get; init; }

    [Description("A key that makes calling again carry nothing out, and return what the first call came to.")]
    public string? IdempotencyKey { get; init; }
}
