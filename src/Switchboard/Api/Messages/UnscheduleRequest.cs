using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Switchboard.Api.Messages;

/// <summary>Cancels a schedule.</summary>
internal sealed record UnscheduleRequest
{
    [Description("The user whose it is; absent, services.")]
    public string? User { get; init; }

    [Description("The schedule's name.")]
    [Required]
    public string? Id { get; init; }
}
