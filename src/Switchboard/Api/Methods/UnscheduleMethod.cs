using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>unschedule</c>.</summary>
internal sealed class UnscheduleMethod(ScheduleHandler handler)
    : ApiMethod<UnscheduleRequest, UnscheduleResult>("unschedule", "Cancels what services, or a user, have scheduled.", ApiJsonContext.Default.UnscheduleRequest, ApiJsonContext.Default.UnscheduleResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<UnscheduleResult>> HandleAsync(
        UnscheduleRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        var outcome = await handler.CancelAsync(Principal.Service, request.User, request.Id, cancellationToken);
        return outcome.IsSuccess ? new UnscheduleResult { Cancelled = outcome.Value } : outcome.As<UnscheduleResult>();
    }
}
