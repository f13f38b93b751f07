using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Publishes into a channel.</summary>
internal sealed record PublishRequest : PublicationFields
{
    /// <summary>The channel.</summary>
    [Description("The channel.")]
    public string? Channel { get; init; }
}
