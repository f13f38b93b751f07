using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>What became of a message.</summary>
internal sealed record SendResult
{
    [Description("One answer for each user, in the order of the users.")]
    public required IReadOnlyList<SentMessage> Messages { get; init; }
}
