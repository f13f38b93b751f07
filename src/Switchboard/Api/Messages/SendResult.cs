using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>What became of a message.</summary>
internal sealed record SendResult
{
    [Description("One answer for each user, in the order of the users; behind them those in the channel.")]
    public required IReadOnlyList<SentMessage> Messages { get; init; }
}
