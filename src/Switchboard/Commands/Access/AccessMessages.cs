using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Commands.Keys;

namespace Switchboard.Commands.Access;

/// <summary>Gives operations in channels to a user or a role, or takes them back.</summary>
internal sealed record GrantRequest : IChannelScoped
{
    [Description("The user. This or role is needed.")]
    public string? User { get; init; }

    [Description("The role, whoever has it. This or user is needed.")]
    public string? Role { get; init; }

    [Description("The operations: subscribe, publish, history, presence, call, serve, send, remove, take, take_over, free, note, board_history, board_manage, edit.")]
    [Required]
    public List<string>? Operations { get; init; }

    [Description("The channels, or patterns of channels, in which a star stands for any text.")]
    [Required]
    public List<string>? Channels { get; init; }

    [Description("Until when, in Unix seconds; 0 or absent for ever.")]
    public long? Until { get; init; }

    [JsonIgnore]
    IEnumerable<string?> IChannelScoped.ScopedChannels => Channels ?? [];
}

/// <summary>What was taken back.</summary>
internal sealed record RevokeResult
{
    [Description("For how many of the channels or patterns something was taken back.")]
    public required int Revoked { get; init; }
}

/// <summary>Shuts a user out.</summary>
internal sealed record BlockRequest
{
    [Description("The user.")]
    [Required]
    public string? User { get; init; }

    [Description("Why, for people.")]
    public string? Reason { get; init; }

    [Description("Until when, in Unix seconds; 0 or absent for ever.")]
    public long? Until { get; init; }
}

/// <summary>Lets a user in again.</summary>
internal sealed record UnblockRequest
{
    [Description("The user.")]
    [Required]
    public string? User { get; init; }
}

/// <summary>Makes tokens invalid.</summary>
internal sealed record RevokeTokensRequest
{
    [Description("The user, all of whose tokens and tickets that were made until now are meant. This or id is needed.")]
    public string? User { get; init; }

    [Description("The id of one token (its claim jti), or of a ticket. This or user is needed.")]
    public string? Id { get; init; }

    [Description("Until when, in Unix seconds, this is remembered: longer than the tokens live. 0 or absent for what security.revocationDays says.")]
    public long? Until { get; init; }
}

/// <summary>A request about channels, which a key may be limited to.</summary>
internal interface IChannelScoped
{
    /// <summary>The channels, or patterns of them, that it is about; null for none.</summary>
    IEnumerable<string?> ScopedChannels { get; }
}

/// <summary>How requests about rules and keys are read, and results written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    MaxDepth = OperationJsonContext.MaxDepth)]
[JsonSerializable(typeof(GrantRequest))]
[JsonSerializable(typeof(RevokeResult))]
[JsonSerializable(typeof(BlockRequest))]
[JsonSerializable(typeof(UnblockRequest))]
[JsonSerializable(typeof(RevokeTokensRequest))]
[JsonSerializable(typeof(AccessListRequest))]
[JsonSerializable(typeof(GrantsResult))]
[JsonSerializable(typeof(BlocksResult))]
[JsonSerializable(typeof(EmptyResult))]
[JsonSerializable(typeof(KeyCreateRequest))]
[JsonSerializable(typeof(KeyChangeRequest))]
[JsonSerializable(typeof(KeyRotateRequest))]
[JsonSerializable(typeof(KeyNameRequest))]
[JsonSerializable(typeof(KeyListRequest))]
[JsonSerializable(typeof(KeySecretResult))]
[JsonSerializable(typeof(KeyResult))]
[JsonSerializable(typeof(KeyListResult))]
internal sealed partial class AccessMessagesContext : JsonSerializerContext;
