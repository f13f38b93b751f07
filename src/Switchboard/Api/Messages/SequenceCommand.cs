using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Switchboard.Json;

namespace Switchboard.Api.Messages;

/// <summary>A call in the older form.</summary>
internal sealed record SequenceCommand
{
    [Description("Any JSON value, with which the answer is marked.")]
    public RawJson Id { get; init; }

    [Description("The method.")]
    [Required]
    public string? Method { get; init; }

    [Description("The request, as the method takes it. It may be absent where it has no fields, or an empty list, as some clients write it then.")]
    public JsonElement Params { get; init; }
}
