using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>unsubscribe</c>.</summary>
internal sealed class UnsubscribeMethod(InstructionHandler instructions)
    : ApiMethod<UnsubscribeRequest, EmptyResult>("unsubscribe", "Ends subscriptions to a channel; the clients are told 2000.", ApiJsonContext.Default.UnsubscribeRequest, ApiJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> HandleAsync(
        UnsubscribeRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        var instruction = new UnsubscribeInstruction(RequestReader.TargetOf(request), request.Channel ?? "", UnsubscribeCodes.Server);
        var outcome = await instructions.HandleAsync(instruction, cancellationToken);
        return outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>();
    }
}
