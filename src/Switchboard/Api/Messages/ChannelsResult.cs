using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>The channels that have subscribers.</summary>
internal sealed record ChannelsResult
{
    [Description("The channels by name.")]
    public required IReadOnlyDictionary<string, ChannelInfo> Channels { get; init; }
}
