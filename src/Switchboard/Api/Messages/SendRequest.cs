using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Switchboard.Json;

namespace Switchboard.Api.Messages;

/// <summary>Sends a message to users.</summary>
internal sealed record SendRequest
{
    [Description("The user. This, users or presence is needed.")]
    public string? User { get; init; }

    [Description("The users.")]
    public List<string?>? Users { get; init; }

    [Description("A channel: every user who is in it at this moment is meant, too.")]
    public string? Presence { get; init; }

    [Description("Any JSON value, delivered as it is written here.")]
    [Required]
    public RawJson Data { get; init; }

    [Description("The event name. It travels as the tag event.")]
    public string? Event { get; init; }

    [Description("What sort of message it is. It travels as the tag kind.")]
    public string? Kind { get; init; }

    [Description("How urgent it is. It travels as the tag priority.")]
    public int? Priority { get; init; }

    [Description("Labels that filters and receivers may read.")]
    public Dictionary<string, string>? Tags { get; init; }

    [Description("The milliseconds after which nobody needs it any more. The time travels as the tag expires_at, in Unix milliseconds.")]
    public long? ExpiresMs { get; init; }

    [Description("The id of the message that this one answers. It travels as the tag reply_to.")]
    public string? ReplyTo { get; init; }

    [Description("A key that makes sending again send nothing, and return the first ids.")]
    public string? IdempotencyKey { get; init; }
}
