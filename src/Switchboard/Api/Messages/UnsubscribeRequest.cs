using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Ends subscriptions to a channel.</summary>
internal sealed record UnsubscribeRequest : TargetRequest
{
    /// <summary>The channel.</summary>
    [Description("The channel.")]
    public string? Channel { get; init; }
}
