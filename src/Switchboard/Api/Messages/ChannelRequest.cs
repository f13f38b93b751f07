using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Switchboard.Api.Messages;

/// <summary>Names a channel.</summary>
internal sealed record ChannelRequest
{
    [Description("The channel.")]
    [Required]
    public string? Channel { get; init; }
}
