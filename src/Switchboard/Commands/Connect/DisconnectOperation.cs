using System.ComponentModel;
using Switchboard.Extensibility;
using Switchboard.Results;

namespace Switchboard.Commands.Connect;

/// <summary><c>disconnect</c>.</summary>
internal sealed class DisconnectOperation(InstructionHandler instructions)
    : Operation<DisconnectRequest, EmptyResult>("disconnect", OperationJsonContext.Default.DisconnectRequest, OperationJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> ExecuteAsync(OperationCaller caller, DisconnectRequest request, CancellationToken cancellationToken)
    {
        var target = RequestReader.TargetOf(request) with { Except = request.Whitelist ?? [] };
        var outcome = await instructions.HandleAsync(new DisconnectInstruction(target, CodeOf(request.Disconnect)), cancellationToken);
        return outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>();
    }

    private static CloseCode CodeOf(DisconnectReason? disconnect) => disconnect is null or { Code: null or 0, Reason: null or "" }
        ? CloseCodes.ForceDisconnect
        : new CloseCode(disconnect.Code ?? 0, disconnect.Reason ?? "");
}

/// <summary>Closes connections.</summary>
internal sealed record DisconnectRequest : TargetRequest
{
    [Description("Client ids that are spared.")]
    public List<string>? Whitelist { get; init; }

    [Description("What the clients are told; 3503, force disconnect, where it is absent.")]
    public DisconnectReason? Disconnect { get; init; }
}

/// <summary>What a closed client is told.</summary>
internal sealed record DisconnectReason
{
    [Description("The code, from 3000 to 4999. Its range tells the client whether to come back.")]
    public uint? Code { get; init; }

    [Description("The text, at most 123 bytes.")]
    public string? Reason { get; init; }
}
