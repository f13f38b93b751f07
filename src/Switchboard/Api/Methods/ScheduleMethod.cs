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
    protected override async ValueTask<Outcome<ScheduleResult>> HandleAsync(
        ScheduleRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        // A key schedules what it may do at once.
        if ((request.Publish is not null && !key.Allows(Publish)) || (request.Send is not null && !key.Allows(Send)))
        {
            return ErrorCodes.PermissionDenied;
        }

        var wish = new ScheduleWish(request.Id, request.At, request.DelayMs);
        var outcome = request switch
        {
            { Publish: { } publish, Send: null } => await handler.PublishAsync(
                wish, publish.Channel, RequestReader.DataOf(publish), RequestReader.IsJson(publish), RequestReader.OptionsOf(publish), cancellationToken),
            { Publish: null, Send: { } send } => await handler.SendAsync(
                Principal.Service, connection: null, wish, SendMethod.MessageOf(send), cancellationToken),
            _ => ErrorCodes.BadRequest,
        };
        return outcome.IsSuccess
            ? new ScheduleResult { Id = outcome.Value!.Id, At = outcome.Value.DueAt.ToUnixTimeMilliseconds() }
            : outcome.As<ScheduleResult>();
    }
}
