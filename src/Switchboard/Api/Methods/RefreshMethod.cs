using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>refresh</c>.</summary>
internal sealed class RefreshMethod(InstructionHandler instructions)
    : ApiMethod<RefreshRequest, EmptyResult>("refresh", "Sets a new expiry for connections.", ApiJsonContext.Default.RefreshRequest, ApiJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> HandleAsync(
        RefreshRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        if (!RequestReader.TryReadTime(request.ExpireAt, out var expiresAt)
            || !RequestReader.TryReadJson(request.Info, null, out var info))
        {
            return ErrorCodes.BadRequest;
        }

        var instruction = new RefreshInstruction(RequestReader.TargetOf(request), expiresAt) { Expired = request.Expired, Info = info };
        var outcome = await instructions.HandleAsync(instruction, cancellationToken);
        return outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>();
    }
}
