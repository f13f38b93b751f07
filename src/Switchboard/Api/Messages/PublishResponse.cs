using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>What became of one publication of a broadcast.</summary>
internal sealed record PublishResponse
{
    [Description("Why it was refused; absent where it was not.")]
    public ApiError? Error { get; init; }

    [Description("Where it went; absent where it was refused.")]
    public PublishResult? Result { get; init; }
}
