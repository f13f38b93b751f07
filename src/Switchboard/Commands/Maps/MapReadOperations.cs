using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Commands.Access;
using Switchboard.Extensibility;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Commands.Maps;

/// <summary><c>map_read_state</c>.</summary>
internal sealed class MapReadStateOperation(MapReadHandler maps)
    : Operation<MapReadStateRequest, MapState>("map_read_state", OperationJsonContext.Default.MapReadStateRequest, OperationJsonContext.Default.MapState)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<MapState>> ExecuteAsync(OperationCaller caller, MapReadStateRequest request, CancellationToken cancellationToken)
    {
        var read = new MapRead
        {
            Key = RequestReader.TextOf(request.Key),
            Limit = request.Limit ?? 0,
            IsDescending = request.Asc != true,
            UpTo = request.RevisionOffset is > 0 and var offset ? offset : default(ulong?),
        };
        var outcome = await maps.ReadPageAsync(caller.Principal, caller.Connection, request.Channel ?? "", read, request.Cursor ?? "", cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.As<MapState>();
        }

        var (entries, top, cursor) = outcome.Value!;
        if (!string.IsNullOrEmpty(request.RevisionEpoch) && request.RevisionEpoch != top.Epoch)
        {
            return ErrorCodes.UnrecoverablePosition;
        }

        return new MapState { Entries = [.. entries.Select(MapRequestReader.EntryOf)], Offset = top.Offset, Epoch = top.Epoch, Cursor = RequestReader.TextOf(cursor) };
    }
}

/// <summary><c>map_read_stream</c>.</summary>
internal sealed class MapReadStreamOperation(MapReadHandler maps)
    : Operation<MapReadStreamRequest, MapChanges>("map_read_stream", OperationJsonContext.Default.MapReadStreamRequest, OperationJsonContext.Default.MapChanges)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<MapChanges>> ExecuteAsync(OperationCaller caller, MapReadStreamRequest request, CancellationToken cancellationToken)
    {
        ulong? since = request.SinceOffset is null && string.IsNullOrEmpty(request.SinceEpoch) ? null : request.SinceOffset ?? 0;
        var read = new StreamRead { Since = since, Limit = request.Limit ?? 0, Reverse = request.Reverse ?? false };
        var outcome = await maps.ReadChangesAsync(caller.Principal, caller.Connection, request.Channel ?? "", read, request.SinceEpoch ?? "", cancellationToken);
        return outcome.IsSuccess
            ? new MapChanges { Entries = [.. outcome.Value!.Publications.Select(MapRequestReader.EntryOf)], Offset = outcome.Value.Top.Offset, Epoch = outcome.Value.Top.Epoch }
            : outcome.As<MapChanges>();
    }
}

/// <summary><c>map_stats</c>.</summary>
internal sealed class MapStatsOperation(MapReadHandler maps)
    : Operation<ChannelRequest, MapStats>("map_stats", OperationJsonContext.Default.ChannelRequest, OperationJsonContext.Default.MapStats)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<MapStats>> ExecuteAsync(OperationCaller caller, ChannelRequest request, CancellationToken cancellationToken)
    {
        var outcome = await maps.CountAsync(caller.Principal, caller.Connection, request.Channel ?? "", cancellationToken);
        return outcome.IsSuccess ? new MapStats { NumKeys = outcome.Value } : outcome.As<MapStats>();
    }
}

/// <summary><c>map_clear</c>.</summary>
internal sealed class MapClearOperation(MapReadHandler maps)
    : Operation<ChannelRequest, EmptyResult>("map_clear", OperationJsonContext.Default.ChannelRequest, OperationJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> ExecuteAsync(OperationCaller caller, ChannelRequest request, CancellationToken cancellationToken)
    {
        var outcome = await maps.ClearAsync(request.Channel ?? "", cancellationToken);
        return outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>();
    }
}

/// <summary>Reads entries of a map channel.</summary>
internal sealed record MapReadStateRequest : IChannelScoped
{
    [JsonIgnore]
    IEnumerable<string?> IChannelScoped.ScopedChannels => [Channel];

    [Description("The channel.")]
    [Required]
    public string? Channel { get; init; }

    [Description("This entry alone.")]
    public string? Key { get; init; }

    [Description("Where the page before ended.")]
    public string? Cursor { get; init; }

    [Description("The most entries to return, up to the namespace's mapMaxPageSize; 0 for its mapPageSize.")]
    public int? Limit { get; init; }

    [Description("Whether the lowest score comes first, where the namespace says mapOrdered.")]
    public bool? Asc { get; init; }

    [Description("Leaves out what has changed behind this offset: that of the first page, so that all pages show the same moment.")]
    public ulong? RevisionOffset { get; init; }

    [Description("The epoch of revision_offset. Another one is error 112.")]
    public string? RevisionEpoch { get; init; }
}

/// <summary>Reads changes of a map channel.</summary>
internal sealed record MapReadStreamRequest : IChannelScoped
{
    [JsonIgnore]
    IEnumerable<string?> IChannelScoped.ScopedChannels => [Channel];

    [Description("The channel.")]
    [Required]
    public string? Channel { get; init; }

    [Description("The offset behind which, or before which, to begin.")]
    public ulong? SinceOffset { get; init; }

    [Description("The epoch of since_offset. Another one is error 112.")]
    public string? SinceEpoch { get; init; }

    [Description("The most changes to return, up to the namespace's mapMaxPageSize; 0 for its mapPageSize.")]
    public int? Limit { get; init; }

    [Description("Whether the newest comes first.")]
    public bool? Reverse { get; init; }
}

/// <summary>Entries of a map channel.</summary>
internal sealed record MapState
{
    [Description("The entries, in the order of the channel.")]
    public required IReadOnlyList<MapEntryItem> Entries { get; init; }

    [Description("The newest offset of the channel.")]
    public required ulong Offset { get; init; }

    [Description("The epoch of the channel.")]
    public required string Epoch { get; init; }

    [Description("Asks for the next page; absent on the last.")]
    public string? Cursor { get; init; }
}

/// <summary>Changes of a map channel.</summary>
internal sealed record MapChanges
{
    [Description("The changes, in the order asked for.")]
    public required IReadOnlyList<MapEntryItem> Entries { get; init; }

    [Description("The newest offset of the channel.")]
    public required ulong Offset { get; init; }

    [Description("The epoch of the channel.")]
    public required string Epoch { get; init; }
}

/// <summary>An entry, or a change of one.</summary>
internal sealed record MapEntryItem
{
    [Description("The key.")]
    public required string Key { get; init; }

    [Description("The payload, where it is JSON.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Data { get; init; }

    [Description("The payload in base64, where it is not JSON.")]
    [JsonPropertyName("b64data")]
    public string? B64Data { get; init; }

    [Description("Whether the change removed the entry; absent where it did not.")]
    public bool? Removed { get; init; }

    [Description("What the entry is ordered by; absent for 0.")]
    public long? Score { get; init; }

    [Description("The connection that set it; absent for a service.")]
    public ApiClientInfo? Info { get; init; }

    [Description("The offset of the change.")]
    public required ulong Offset { get; init; }

    [Description("The epoch of the offset, where nothing around it says that.")]
    public string? Epoch { get; init; }

    [Description("The tags.")]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    [Description("When it was changed, in Unix milliseconds.")]
    public required long Time { get; init; }
}

/// <summary>How large a map channel is.</summary>
internal sealed record MapStats
{
    [Description("How many entries there are.")]
    public required long NumKeys { get; init; }
}
