using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Switchboard.Api.Messages;

/// <summary>Ends subscriptions to a channel.</summary>
internal sealed record UnsubscribeRequest : TargetRequest
{
    [Description("The channel.")]
    [Required]
    public string? Channel { get; init; }
}
