using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>What became of each publication.</summary>
internal sealed record BroadcastResult
{
    [Description("One answer for each channel, in the order of the channels.")]
    public required IReadOnlyList<PublishResponse> Responses { get; init; }
}
