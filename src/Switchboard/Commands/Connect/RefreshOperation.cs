using System.ComponentModel;
using Switchboard.Extensibility;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Commands.Connect;

/// <summary><c>refresh</c>.</summary>
internal sealed class RefreshOperation(InstructionHandler instructions)
    : Operation<RefreshRequest, EmptyResult>("refresh", OperationJsonContext.Default.RefreshRequest, OperationJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> ExecuteAsync(OperationCaller caller, RefreshRequest request, CancellationToken cancellationToken)
    {
        if (!RequestReader.TryReadTime(request.ExpireAt, out var expiresAt)
            || !RequestReader.TryReadJson(request.Info, null, out var info))
        {
            return ErrorCodes.BadRequest;
        }

        var instruction = new RefreshInstruction(RequestReader.TargetOf(request), expiresAt) { Expired = request.Expired ?? false, Info = info };
        var outcome = await instructions.HandleAsync(instruction, cancellationToken);
        return outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>();
    }
}

/// <summary>Sets a new expiry for connections.</summary>
internal sealed record RefreshRequest : TargetRequest
{
    [Description("Whether the connections have expired and are closed.")]
    public bool? Expired { get; init; }

    [Description("When they expire, in Unix seconds: ahead. 0 is never.")]
    public long? ExpireAt { get; init; }

    [Description("JSON that replaces the connections' info.")]
    public RawJson Info { get; init; }
}
