using System.Text;
using Switchboard.Api.Messages;
using Switchboard.Cluster;
using Switchboard.Commands;
using Switchboard.Configuration;

namespace Switchboard.Api.Methods;

/// <summary><c>disconnect</c>.</summary>
internal sealed class DisconnectMethod(InstructionExecutor executor)
    : ApiMethod<DisconnectRequest, EmptyResult>("disconnect", "Closes connections.", ApiJsonContext.Default.DisconnectRequest, ApiJsonContext.Default.EmptyResult)
{
    private const uint LowestCode = 3000;
    private const uint HighestCode = 4999;

    // What a close frame can hold (RFC 6455, section 5.5).
    private const int MaxReasonBytes = 123;

    /// <inheritdoc/>
    protected override async ValueTask<Outcome<EmptyResult>> HandleAsync(
        DisconnectRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        if (RequestReader.TargetOf(request) is not { } target || CodeOf(request.Disconnect) is not { } code)
        {
            return ErrorCodes.BadRequest;
        }

        await executor.ExecuteAsync(new DisconnectInstruction(target with { Except = request.Whitelist ?? [] }, code), cancellationToken);
        return new EmptyResult();
    }

    private static CloseCode? CodeOf(DisconnectReason? disconnect)
    {
        if (disconnect is null or { Code: 0, Reason: null or "" })
        {
            return CloseCodes.ForceDisconnect;
        }

        var reason = disconnect.Reason ?? "";
        return disconnect.Code is >= LowestCode and <= HighestCode && Encoding.UTF8.GetByteCount(reason) <= MaxReasonBytes
            ? new CloseCode(disconnect.Code, reason)
            : null;
    }
}
