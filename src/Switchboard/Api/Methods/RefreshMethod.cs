using Switchboard.Api.Messages;
using Switchboard.Cluster;
using Switchboard.Commands;
using Switchboard.Configuration;

namespace Switchboard.Api.Methods;

/// <summary><c>refresh</c>.</summary>
internal sealed class RefreshMethod(InstructionExecutor executor)
    : ApiMethod<RefreshRequest, EmptyResult>("refresh", "Sets a new expiry for connections.", ApiJsonContext.Default.RefreshRequest, ApiJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Outcome<EmptyResult>> HandleAsync(
        RefreshRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        if (RequestReader.TargetOf(request) is not { } target
            || !RequestReader.TryReadTime(request.ExpireAt, out var expiresAt)
            || !RequestReader.TryReadJson(request.Info, null, out var info))
        {
            return ErrorCodes.BadRequest;
        }

        await executor.ExecuteAsync(new RefreshInstruction(target, expiresAt) { Expired = request.Expired, Info = info }, cancellationToken);
        return new EmptyResult();
    }
}
