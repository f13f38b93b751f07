using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Publishes into several channels.</summary>
internal sealed record BroadcastRequest : PublicationFields
{
    /// <summary>The channels.</summary>
    [Description("The channels.")]
    public List<string?>? Channels { get; init; }
}
