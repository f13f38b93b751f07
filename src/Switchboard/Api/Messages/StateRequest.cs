using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Switchboard.Api.Messages;

/// <summary>Asks what became of messages that services sent.</summary>
internal sealed record StateRequest
{
    [Description("The ids of the messages.")]
    [Required]
    public List<string?>? Ids { get; init; }
}
