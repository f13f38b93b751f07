using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Json;

namespace Switchboard.Commands;

/// <summary>Names the connections that are meant: those that match every part that is given. At least one part is.</summary>
internal abstract record TargetRequest
{
    [Description("The user id.")]
    public string? User { get; init; }

    [Description("The client id of one connection.")]
    public string? Client { get; init; }

    [Description("The session id of one connection.")]
    public string? Session { get; init; }
}

/// <summary>Names a channel.</summary>
internal sealed record ChannelRequest
{
    [Description("The channel.")]
    [Required]
    public string? Channel { get; init; }
}

/// <summary>Done, with nothing to tell.</summary>
internal sealed record EmptyResult;

/// <summary>A place in a channel's stream.</summary>
internal sealed record StreamPosition
{
    [Description("The offset.")]
    public ulong? Offset { get; init; }

    [Description("The epoch.")]
    public string? Epoch { get; init; }
}

/// <summary>What a connection shows of itself.</summary>
internal sealed record ApiClientInfo
{
    [Description("The user id; empty for an anonymous connection.")]
    public required string User { get; init; }

    [Description("The client id.")]
    public required string Client { get; init; }

    [Description("The JSON attached to the connection.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson ConnInfo { get; init; }

    [Description("The JSON attached to the subscription.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson ChanInfo { get; init; }
}

/// <summary>An error of the catalogue.</summary>
internal sealed record ApiError
{
    [Description("The number.")]
    public required uint Code { get; init; }

    [Description("The text.")]
    public required string Message { get; init; }
}

/// <summary>A yes or no that may be absent.</summary>
internal sealed record Flag
{
    [Description("Yes or no.")]
    public bool? Value { get; init; }
}
