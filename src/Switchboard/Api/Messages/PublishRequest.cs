using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Switchboard.Api.Messages;

/// <summary>Publishes into a channel.</summary>
internal sealed record PublishRequest : PublicationFields
{
    [Description("The channel.")]
    [Required]
    public string? Channel { get; init; }
}
