using System.ComponentModel;

namespace Switchboard.Api.Messages;

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
