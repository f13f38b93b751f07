using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Switchboard.Json;

namespace Switchboard.Api.Messages;

/// <summary>Calls a method.</summary>
internal sealed record CallRequest
{
    [Description("The method.")]
    [Required]
    public string? Method { get; init; }

    [Description("What it is called with: any JSON value.")]
    public RawJson Data { get; init; }

    [Description("The user whose connection is to answer.")]
    public string? User { get; init; }

    [Description("The connection that is to answer, by its client id.")]
    public string? Client { get; init; }

    [Description("The milliseconds in which to answer. 0 is the default of the server.")]
    public long DeadlineMs { get; init; }

    [Description("Whether the call may go to another worker when the one that has it vanishes.")]
    public bool Idempotent { get; init; }

    [Description("A key that makes calling again carry nothing out, and return what the first call came to.")]
    public string? IdempotencyKey { get; init; }
}
