using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>A channel that has subscribers.</summary>
internal sealed record ChannelInfo
{
    /// <summary>Subscriptions.</summary>
    [Description("Subscriptions.")]
    public required int NumClients { get; init; }
}
