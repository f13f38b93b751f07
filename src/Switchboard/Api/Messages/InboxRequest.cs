using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Switchboard.Api.Messages;

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
    public bool Unread { get; init; }

    [Description("Whether the archived ones are meant, which are left out else.")]
    public bool Archived { get; init; }
}
