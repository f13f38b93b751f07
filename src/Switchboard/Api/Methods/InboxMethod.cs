using System.Globalization;
using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Json;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>inbox</c>.</summary>
internal sealed class InboxMethod(InboxHandler handler)
    : ApiMethod<InboxRequest, InboxResult>("inbox", "Reads a user's messages.", ApiJsonContext.Default.InboxRequest, ApiJsonContext.Default.InboxResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<InboxResult>> HandleAsync(InboxRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        var query = new InboxQuery(
            InboxQuery.FilterOf(request.Unread, request.Archived), RequestReader.TextOf(request.Kind), RequestReader.TextOf(request.Cursor), request.Limit);
        var outcome = await handler.ReadAsync(Principal.Service, RequestReader.TextOf(request.User), query, cancellationToken);
        return outcome.IsSuccess ? ResultOf(outcome.Value!) : outcome.As<InboxResult>();
    }

    private static InboxResult ResultOf(InboxPage page) => new()
    {
        Messages = [.. page.Messages.Select(Describe)],
        Unread = page.Unread,
        Cursor = page.Cursor == 0 ? null : page.Cursor.ToString(CultureInfo.InvariantCulture),
    };

    private static InboxEntry Describe(InboxMessage message) => new()
    {
        Id = message.Id,
        Data = message.Publication.IsJson ? new RawJson(message.Publication.Data) : default,
        B64Data = message.Publication.IsJson ? null : message.Publication.Data.ToArray(),
        Sender = RequestReader.TextOf(message.Sender.UserId),
        Tags = message.Publication.Tags,
        State = MessageNames.Of(message.State),
        Archived = message.IsArchived,
        Time = message.Publication.Time.ToUnixTimeMilliseconds(),
        ExpiresAt = message.ExpiresAt?.ToUnixTimeMilliseconds(),
    };
}
