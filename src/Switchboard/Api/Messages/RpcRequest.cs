using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Switchboard.Json;

namespace Switchboard.Api.Messages;

/// <summary>Calls a method.</summary>
internal sealed record RpcRequest
{
    [Description("The method.")]
    [Required]
    public string? Method { get; init; }

    [Description("What it is called with: any JSON value.")]
    public RawJson Params { get; init; }
}
