using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Commands.Access;
using Switchboard.Commands.Connect;
using Switchboard.Extensibility;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Commands.Subscribe;

/// <summary><c>subscribe</c>.</summary>
internal sealed class SubscribeOperation(InstructionHandler instructions)
    : Operation<ServerSubscribeRequest, EmptyResult>("subscribe", OperationJsonContext.Default.ServerSubscribeRequest, OperationJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> ExecuteAsync(OperationCaller caller, ServerSubscribeRequest request, CancellationToken cancellationToken)
    {
        if (!RequestReader.TryReadTime(request.ExpireAt, out var expiresAt)
            || !RequestReader.TryReadJson(request.Info, request.B64Info, out var info)
            || !RequestReader.TryReadJson(request.Data, request.B64Data, out var data))
        {
            return ErrorCodes.BadRequest;
        }

        var instruction = new SubscribeInstruction(RequestReader.TargetOf(request), request.Channel ?? "")
        {
            Info = info,
            Data = data,
            ExpiresAt = expiresAt,
            RecoverSince = RequestReader.PositionOf(request.RecoverSince),
            Override = OverrideOf(request.Override),
        };
        var outcome = await instructions.HandleAsync(instruction, cancellationToken);
        return outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>();
    }

    private static SubscriptionOverride OverrideOf(SubscriptionOverrides? overrides) => overrides is null
        ? SubscriptionOverride.None
        : new SubscriptionOverride
        {
            Presence = ValueOf(overrides.Presence),
            JoinLeave = ValueOf(overrides.JoinLeave),
            ForcePushJoinLeave = ValueOf(overrides.ForcePushJoinLeave),
            ForceRecovery = ValueOf(overrides.ForceRecovery),
            ForcePositioning = ValueOf(overrides.ForcePositioning),
        };

    // As on the wire that defines it: an empty flag is there, and says no.
    private static bool? ValueOf(Flag? flag) => flag is null ? null : flag.Value ?? false;
}

/// <summary>Subscribes connections to a channel.</summary>
internal sealed record ServerSubscribeRequest : TargetRequest, IChannelScoped
{
    [JsonIgnore]
    IEnumerable<string?> IChannelScoped.ScopedChannels => [Channel];

    [Description("The channel.")]
    [Required]
    public string? Channel { get; init; }

    [Description("When the subscription expires, in Unix seconds: ahead. 0 is never.")]
    public long? ExpireAt { get; init; }

    [Description("JSON shown to others as the subscription's info.")]
    public RawJson Info { get; init; }

    [Description("The info in base64.")]
    [JsonPropertyName("b64info")]
    public byte[]? B64Info { get; init; }

    [Description("JSON handed to the client with the subscription.")]
    public RawJson Data { get; init; }

    [Description("The data in base64.")]
    [JsonPropertyName("b64data")]
    public byte[]? B64Data { get; init; }

    [Description("The position that the client has: it is sent what came behind it.")]
    public StreamPosition? RecoverSince { get; init; }

    [Description("Deviations from the namespace's options.")]
    public SubscriptionOverrides? Override { get; init; }
}

/// <summary>Where a subscription deviates from its namespace.</summary>
internal sealed record SubscriptionOverrides
{
    [Description("Whether it appears in presence.")]
    public Flag? Presence { get; init; }

    [Description("Whether its coming and going is told to others.")]
    public Flag? JoinLeave { get; init; }

    [Description("Whether others' coming and going is told to it.")]
    public Flag? ForcePushJoinLeave { get; init; }

    [Description("Whether it recovers what it misses.")]
    public Flag? ForceRecovery { get; init; }

    [Description("Whether its position is checked.")]
    public Flag? ForcePositioning { get; init; }
}
