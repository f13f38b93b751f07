using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Names a channel.</summary>
internal sealed record ChannelRequest
{
    /// <summary>The channel.</summary>
    [Description("The channel.")]
    public string? Channel { get; init; }
}
