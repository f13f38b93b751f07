using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>A channel that has subscribers.</summary>
internal sealed record ChannelInfo
{
    [Description("Subscriptions.")]
    public required int NumClients { get; init; }
}
