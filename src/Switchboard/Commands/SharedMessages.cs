using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Commands.Access;
using Switchboard.Commands.Maps;
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
internal sealed record ChannelRequest : IChannelScoped
{
    [JsonIgnore]
    IEnumerable<string?> IChannelScoped.ScopedChannels => [Channel];

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

    [Description("Particulars for programs: reason, field, limit or current.")]
    public ApiErrorDetails? Details { get; init; }

    /// <summary>An error as the API tells it.</summary>
    public static ApiError Of(ErrorCode error) => new()
    {
        Code = error.Code,
        Message = error.Message,
        Details = error.Details is { } details ? DetailsOf(details) : null,
    };

    private static ApiErrorDetails DetailsOf(ErrorDetails details) => new()
    {
        Reason = OrNull(details.Reason),
        Field = OrNull(details.Field),
        Limit = details.Limit == 0 ? null : details.Limit,
        Current = details.Current is { } current ? MapRequestReader.EntryOf(current) with { Epoch = current.Epoch } : null,
    };

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}

/// <summary>Particulars of an error.</summary>
internal sealed record ApiErrorDetails
{
    [Description("Why, in a word.")]
    public string? Reason { get; init; }

    [Description("The field of the request that is wrong.")]
    public string? Field { get; init; }

    [Description("The limit that would be passed.")]
    public long? Limit { get; init; }

    [Description("The entry as it is, where it is not as a change expected (413); absent where there is none.")]
    public MapEntryItem? Current { get; init; }
}

/// <summary>A yes or no that may be absent.</summary>
internal sealed record Flag
{
    [Description("Yes or no.")]
    public bool? Value { get; init; }
}
