using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>state</c>.</summary>
internal sealed class StateMethod(InboxHandler handler)
    : ApiMethod<StateRequest, StateResult>("state", "Tells what became of messages that services sent.", ApiJsonContext.Default.StateRequest, ApiJsonContext.Default.StateResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<StateResult>> HandleAsync(StateRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        var outcome = await handler.FindAsync(Principal.Service, request.Ids, cancellationToken);
        return outcome.IsSuccess ? new StateResult { Messages = [.. outcome.Value!.Select(Describe)] } : outcome.As<StateResult>();
    }

    private static StateEntry Describe(MessageReceipt receipt) => new()
    {
        Id = receipt.Id,
        User = receipt.User,
        State = MessageNames.Of(receipt.State),
        AcceptedAt = receipt.AcceptedAt.ToUnixTimeMilliseconds(),
        DeliveredAt = receipt.DeliveredAt?.ToUnixTimeMilliseconds(),
        ReadAt = receipt.ReadAt?.ToUnixTimeMilliseconds(),
        EndedAt = receipt.EndedAt?.ToUnixTimeMilliseconds(),
    };
}
