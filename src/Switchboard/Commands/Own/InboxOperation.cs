using System.Globalization;
using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Commands.Own;

/// <summary><c>inbox</c>: a page of the user's messages, and how many are unread.</summary>
internal sealed class InboxOperation(InboxHandler handler) : OwnOperation<InboxFields>("inbox", OwnJsonContext.Default.InboxFields)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, InboxFields fields)
    {
        var query = new InboxQuery(InboxQuery.FilterOf(fields.Unread, fields.Archived), TextOf(fields.Kind), TextOf(fields.Cursor), fields.Limit);
        var outcome = await handler.ReadAsync(connection.Principal, TextOf(fields.User), query, CancellationToken.None);
        return outcome.IsSuccess ? ResultOf(outcome.Value!) : outcome.As<ReadOnlyMemory<byte>>();
    }

    private static ReadOnlyMemory<byte> ResultOf(InboxPage page)
    {
        var cursor = page.Cursor == 0 ? null : page.Cursor.ToString(CultureInfo.InvariantCulture);
        return Write(new OwnInbox([.. page.Messages.Select(OwnInboxMessage.Of)], page.Unread, cursor), OwnJsonContext.Default.OwnInbox);
    }

    private static string? TextOf(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
