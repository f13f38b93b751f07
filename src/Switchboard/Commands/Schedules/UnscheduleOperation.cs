using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Switchboard.Results;

namespace Switchboard.Commands.Schedules;

/// <summary><c>unschedule</c>.</summary>
internal sealed class UnscheduleOperation(ScheduleHandler handler)
    : Operation<UnscheduleRequest, UnscheduleResult>("unschedule", OperationJsonContext.Default.UnscheduleRequest, OperationJsonContext.Default.UnscheduleResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<UnscheduleResult>> ExecuteAsync(OperationCaller caller, UnscheduleRequest request, CancellationToken cancellationToken)
    {
        var outcome = await handler.CancelAsync(caller, ScheduleParty.Of(request.User, request.Key), request.Id, cancellationToken);
        return outcome.IsSuccess ? new UnscheduleResult { Cancelled = outcome.Value } : outcome.As<UnscheduleResult>();
    }
}

/// <summary>Cancels a schedule.</summary>
internal sealed record UnscheduleRequest
{
    [Description("The user whose it is; absent, it is that of whoever asks: services that may do everything share theirs.")]
    public string? User { get; init; }

    [Description("The name of the limited key whose it is; for services that may do everything.")]
    public string? Key { get; init; }

    [Description("The schedule's name.")]
    [Required]
    public string? Id { get; init; }
}

/// <summary>Whether a schedule was cancelled.</summary>
internal sealed record UnscheduleResult
{
    [Description("Whether it will not happen. False where there is none of that name, or it is happening.")]
    public required bool Cancelled { get; init; }
}
