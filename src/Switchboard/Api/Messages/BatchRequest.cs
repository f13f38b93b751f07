using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Switchboard.Api.Messages;

/// <summary>Carries out several commands.</summary>
internal sealed record BatchRequest
{
    [Description("The commands: each is an object with one property, named like the method, which holds the request.")]
    [Required]
    public List<Dictionary<string, JsonElement>?>? Commands { get; init; }

    [Description("Whether the commands may be carried out at the same time.")]
    public bool Parallel { get; init; }
}
