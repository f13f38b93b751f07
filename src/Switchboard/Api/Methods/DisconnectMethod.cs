using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>disconnect</c>.</summary>
internal sealed class DisconnectMethod(InstructionHandler instructions)
    : ApiMethod<DisconnectRequest, EmptyResult>("disconnect", "Closes connections.", ApiJsonContext.Default.DisconnectRequest, ApiJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> HandleAsync(
        DisconnectRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        var target = RequestReader.TargetOf(request) with { Except = request.Whitelist ?? [] };
        var outcome = await instructions.HandleAsync(new DisconnectInstruction(target, CodeOf(request.Disconnect)), cancellationToken);
        return outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>();
    }

    private static CloseCode CodeOf(DisconnectReason? disconnect) => disconnect is null or { Code: 0, Reason: null or "" }
        ? CloseCodes.ForceDisconnect
        : new CloseCode(disconnect.Code, disconnect.Reason ?? "");
}
