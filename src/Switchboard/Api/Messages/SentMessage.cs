using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>What became of a message to one user.</summary>
internal sealed record SentMessage
{
    [Description("The user.")]
    public required string User { get; init; }

    [Description("The id of the message; it travels as the tag id. Absent where it was refused.")]
    public string? Id { get; init; }

    [Description("accepted; absent where it was refused.")]
    public string? State { get; init; }

    [Description("Why it was refused; absent where it was not.")]
    public ApiError? Error { get; init; }
}
