using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Results;
using SubscribeRequest = Switchboard.Api.Messages.SubscribeRequest;

namespace Switchboard.Api.Methods;

/// <summary><c>subscribe</c>.</summary>
internal sealed class SubscribeMethod(InstructionHandler instructions)
    : ApiMethod<SubscribeRequest, EmptyResult>("subscribe", "Subscribes connections to a channel from the server's side.", ApiJsonContext.Default.SubscribeRequest, ApiJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> HandleAsync(
        SubscribeRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        if (!RequestReader.TryReadTime(request.ExpireAt, out var expiresAt)
            || !RequestReader.TryReadJson(request.Info, request.B64Info, out var info)
            || !RequestReader.TryReadJson(request.Data, request.B64Data, out var data))
        {
            return ErrorCodes.BadRequest;
        }

        var instruction = new SubscribeInstruction(RequestReader.TargetOf(request), request.Channel ?? "")
        {
            Info = info,
            Data = data,
            ExpiresAt = expiresAt,
            RecoverSince = RequestReader.PositionOf(request.RecoverSince),
            Override = OverrideOf(request.Override),
        };
        var outcome = await instructions.HandleAsync(instruction, cancellationToken);
        return outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>();
    }

    private static SubscriptionOverride OverrideOf(SubscriptionOverrides? overrides) => overrides is null
        ? SubscriptionOverride.None
        : new SubscriptionOverride
        {
            Presence = overrides.Presence?.Value,
            JoinLeave = overrides.JoinLeave?.Value,
            ForcePushJoinLeave = overrides.ForcePushJoinLeave?.Value,
            ForceRecovery = overrides.ForceRecovery?.Value,
            ForcePositioning = overrides.ForcePositioning?.Value,
        };
}
