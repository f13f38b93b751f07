using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>What a mark came to.</summary>
internal sealed record MarkResult
{
    [Description("How many messages of the inbox are unread now.")]
    public required long Unread { get; init; }
}
