using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Commands.Access;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Commands.History;

/// <summary><c>history</c>.</summary>
internal sealed class HistoryOperation(HistoryHandler history)
    : Operation<HistoryPageRequest, HistoryResult>("history", OperationJsonContext.Default.HistoryPageRequest, OperationJsonContext.Default.HistoryResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<HistoryResult>> ExecuteAsync(OperationCaller caller, HistoryPageRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Channel))
        {
            return InvalidField.Missing("channel");
        }

        var page = new HistoryRequest(request.Channel, request.Limit ?? 0, RequestReader.PositionOf(request.Since), request.Reverse ?? false);
        var outcome = await history.HandleAsync(caller.Principal, isSubscribed: false, page, cancellationToken);
        return outcome.IsSuccess ? ResultOf(outcome.Value!) : outcome.As<HistoryResult>();
    }

    private static HistoryResult ResultOf(StreamSlice slice) => new()
    {
        Publications = [.. slice.Publications.Select(ResultWriter.PublicationOf)],
        Epoch = slice.Top.Epoch,
        Offset = slice.Top.Offset,
    };
}

/// <summary>Reads a channel's past.</summary>
internal sealed record HistoryPageRequest : IChannelScoped
{
    [JsonIgnore]
    IEnumerable<string?> IChannelScoped.ScopedChannels => [Channel];

    [Description("The channel.")]
    [Required]
    public string? Channel { get; init; }

    [Description("The most publications to return. 0 returns the position alone, a negative number a whole page.")]
    public int? Limit { get; init; }

    [Description("The position behind which, or before which, to begin.")]
    public StreamPosition? Since { get; init; }

    [Description("Whether the newest comes first.")]
    public bool? Reverse { get; init; }
}

/// <summary>A part of a channel's past.</summary>
internal sealed record HistoryResult
{
    [Description("The publications, in the order asked for.")]
    public required IReadOnlyList<HistoryPublication> Publications { get; init; }

    [Description("The epoch of the stream.")]
    public required string Epoch { get; init; }

    [Description("The newest offset of the stream.")]
    public required ulong Offset { get; init; }
}

/// <summary>A publication of the past.</summary>
internal sealed record HistoryPublication
{
    [Description("The payload, where it is JSON.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Data { get; init; }

    [Description("The payload in base64, where it is not JSON.")]
    [JsonPropertyName("b64data")]
    public string? B64Data { get; init; }

    [Description("The connection that published; absent for a service.")]
    public ApiClientInfo? Info { get; init; }

    [Description("The offset.")]
    public required ulong Offset { get; init; }

    [Description("The tags.")]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    [Description("When it was published, in Unix milliseconds.")]
    public required long Time { get; init; }
}

/// <summary><c>history_remove</c>.</summary>
internal sealed class HistoryRemoveOperation(HistoryHandler history)
    : Operation<ChannelRequest, EmptyResult>("history_remove", OperationJsonContext.Default.ChannelRequest, OperationJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> ExecuteAsync(OperationCaller caller, ChannelRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Channel))
        {
            return InvalidField.Missing("channel");
        }

        var outcome = await history.RemoveAsync(caller.Principal, request.Channel, cancellationToken);
        return outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>();
    }
}
