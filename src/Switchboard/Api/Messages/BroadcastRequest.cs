using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Switchboard.Api.Messages;

/// <summary>Publishes into several channels.</summary>
internal sealed record BroadcastRequest : PublicationFields
{
    [Description("The channels.")]
    [Required]
    public List<string?>? Channels { get; init; }
}
