using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Switchboard.Api.Messages;

/// <summary>Marks messages of a user.</summary>
internal sealed record MarkRequest
{
    [Description("The user.")]
    [Required]
    public string? User { get; init; }

    [Description("The ids of the messages. Those that are not in the inbox are ignored.")]
    [Required]
    public List<string?>? Ids { get; init; }

    [Description("What was done with them: delivered, read, archived or deleted.")]
    [Required]
    public string? As { get; init; }
}
