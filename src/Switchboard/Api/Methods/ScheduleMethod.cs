using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Results;
using Switchboard.Schedules;

namespace Switchboard.Api.Methods;

/// <summary><c>schedule</c>.</summary>
internal sealed class ScheduleMethod(ScheduleHandler handler)
    : ApiMethod<ScheduleRequest, ScheduleResult>("schedule", "Has something published or sent at a later time.", ApiJsonContext.Default.ScheduleRequest, ApiJsonContext.Default.ScheduleResult)
{
    private const string Publish = "publish";
    private const string Send = "send";

    /// <inheritdoc/>
    protected override async ValueTask<Result<ScheduleResult>> HandleAsync(
        ScheduleRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        // A key schedules what it may do at once.
        if ((request.Publish is not null && !key.Allows(Publish)) || (request.Send is not null && !key.Allows(Send)))
        {
            return ErrorCodes.PermissionDenied;
        }

        var timing = new ScheduleTiming(request.Id, request.At, request.DelayMs);
        var outcome = request switch
        {
            { Publish: { } publish, Send: null } => await handler.PublishAsync(timing, RequestReader.PublishOf(publish.Channel, publish), cancellationToken),
            { Publish: null, Send: { } send } => await handler.SendAsync(
                Principal.Service, connection: null, timing, SendMethod.MessageOf(send), cancellationToken),
            _ => ErrorCodes.BadRequest,
        };
        return outcome.IsSuccess
            ? new ScheduleResult { Id = outcome.Value!.Id, At = outcome.Value.DueAt.ToUnixTimeMilliseconds() }
            : outcome.As<ScheduleResult>();
    }
}
