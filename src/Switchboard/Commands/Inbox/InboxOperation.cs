using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Switchboard.Json;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Commands.Inbox;

/// <summary><c>inbox</c>.</summary>
internal sealed class InboxOperation(InboxHandler handler)
    : Operation<InboxRequest, InboxResult>("inbox", OperationJsonContext.Default.InboxRequest, OperationJsonContext.Default.InboxResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<InboxResult>> ExecuteAsync(OperationCaller caller, InboxRequest request, CancellationToken cancellationToken)
    {
        var query = new InboxQuery(
            InboxQuery.FilterOf(request.Unread ?? false, request.Archived ?? false), RequestReader.TextOf(request.Kind), RequestReader.TextOf(request.Cursor), request.Limit);
        var outcome = await handler.ReadAsync(caller.Principal, RequestReader.TextOf(request.User), query, cancellationToken);
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

/// <summary>Asks for a user's messages.</summary>
internal sealed record InboxRequest
{
    [Description("The user.")]
    [Required]
    public string? User { get; init; }

    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("The most messages to return, up to inbox.maxPageSize. 0 is the count alone.")]
    public int? Limit { get; init; }

    [Description("Those of this kind only.")]
    public string? Kind { get; init; }

    [Description("Whether only unread ones are meant.")]
    public bool? Unread { get; init; }

    [Description("Whether the archived ones are meant, which are left out else.")]
    public bool? Archived { get; init; }
}

/// <summary>A page of a user's messages.</summary>
internal sealed record InboxResult
{
    [Description("The messages, newest first.")]
    public required IReadOnlyList<InboxEntry> Messages { get; init; }

    [Description("How many messages of the whole inbox are unread.")]
    public required long Unread { get; init; }

    [Description("What the next page is asked for with; absent where this is the last.")]
    public string? Cursor { get; init; }
}

/// <summary>A message in an inbox.</summary>
internal sealed record InboxEntry
{
    [Description("The id of the message.")]
    public required string Id { get; init; }

    [Description("What was sent, where it is JSON.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Data { get; init; }

    [Description("What was sent in base64, where it is not JSON.")]
    [JsonPropertyName("b64data")]
    public byte[]? B64Data { get; init; }

    [Description("The user who sent it; absent where a service did.")]
    public string? Sender { get; init; }

    [Description("The tags, with event, kind, priority and reply_to among them.")]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    [Description("How far it has come: accepted, delivered or read.")]
    public required string State { get; init; }

    [Description("Whether it is archived.")]
    public required bool Archived { get; init; }

    [Description("When it was accepted, in Unix milliseconds.")]
    public required long Time { get; init; }

    [Description("When it expires, in Unix milliseconds; absent for never.")]
    public long? ExpiresAt { get; init; }
}
