using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Commands.Access;
using Switchboard.Mutations;
using Switchboard.Results;

namespace Switchboard.Commands.Publish;

/// <summary><c>broadcast</c>.</summary>
internal sealed class BroadcastOperation(BroadcastHandler handler)
    : Operation<BroadcastRequest, BroadcastResult>("broadcast", OperationJsonContext.Default.BroadcastRequest, OperationJsonContext.Default.BroadcastResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<BroadcastResult>> ExecuteAsync(OperationCaller caller, BroadcastRequest request, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(request.Channels ?? [], RequestReader.PublishOf(null, request), cancellationToken);
        return outcome.IsSuccess
            ? new BroadcastResult { Responses = Array.ConvertAll(outcome.Value!, ResponseOf) }
            : outcome.As<BroadcastResult>();
    }

    private static PublishResponse ResponseOf(Result<MutationResult> outcome) => outcome.Error is { } error
        ? new PublishResponse { Error = ApiError.Of(error) }
        : new PublishResponse { Result = PublishOperation.Describe(outcome.Value) };
}

/// <summary>Publishes into several channels.</summary>
internal sealed record BroadcastRequest : PublicationFields, IChannelScoped
{
    [JsonIgnore]
    IEnumerable<string?> IChannelScoped.ScopedChannels => Channels ?? [];

    [Description("The channels.")]
    [Required]
    public List<string?>? Channels { get; init; }
}

/// <summary>What became of each publication.</summary>
internal sealed record BroadcastResult
{
    [Description("One answer for each channel, in the order of the channels.")]
    public required IReadOnlyList<PublishResponse> Responses { get; init; }
}

/// <summary>What became of one publication of a broadcast.</summary>
internal sealed record PublishResponse
{
    [Description("Why it was refused; absent where it was not.")]
    public ApiError? Error { get; init; }

    [Description("Where it went; absent where it was refused.")]
    public PublishResult? Result { get; init; }
}
