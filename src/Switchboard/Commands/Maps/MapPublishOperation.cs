using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Commands.Access;
using Switchboard.Json;
using Switchboard.Maps;
using Switchboard.Results;

namespace Switchboard.Commands.Maps;

/// <summary><c>map_publish</c>.</summary>
internal sealed class MapPublishOperation(MapPublisher maps)
    : Operation<MapPublishRequest, MapChanged>("map_publish", OperationJsonContext.Default.MapPublishRequest, OperationJsonContext.Default.MapChanged)
{
    /// <inheritdoc/>
    public override bool TakesBinary => true;

    /// <inheritdoc/>
    protected override async ValueTask<Result<MapChanged>> ExecuteAsync(OperationCaller caller, MapPublishRequest request, CancellationToken cancellationToken)
    {
        var mode = MapRequestReader.KeyModeOf(request.KeyMode);
        var expected = MapRequestReader.ExpectedOf(request.ExpectedOffset, request.ExpectedEpoch);
        if ((mode.Error ?? expected.Error ?? MapRequestReader.FindUnfit(caller, request.Tags)) is { } error)
        {
            return error;
        }

        var isJson = caller.Binary is null && request.B64Data is not { Length: > 0 };
        var wish = new MapWish(request.Channel ?? "", request.Key ?? "", IsRemoval: false)
        {
            Data = caller.Binary ?? (isJson ? JsonBytes.OnOneLine(request.Data.Utf8) : request.B64Data),
            IsCheckedJson = isJson && request.Data.IsSet,
            IsBinary = caller.Binary is not null,
            Options = new MapPublishOptions
            {
                Tags = request.Tags,
                Score = request.Score ?? 0,
                KeyMode = mode.Value,
                Expected = expected.Value,
                IdempotencyKey = request.IdempotencyKey,
                Version = request.Version ?? 0,
                VersionEpoch = request.VersionEpoch ?? "",
            },
        };
        return await MapRequestReader.ChangeAsync(maps, caller, wish, cancellationToken);
    }
}

/// <summary><c>map_remove</c>.</summary>
internal sealed class MapRemoveOperation(MapPublisher maps)
    : Operation<MapRemoveRequest, MapChanged>("map_remove", OperationJsonContext.Default.MapRemoveRequest, OperationJsonContext.Default.MapChanged)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<MapChanged>> ExecuteAsync(OperationCaller caller, MapRemoveRequest request, CancellationToken cancellationToken)
    {
        var expected = MapRequestReader.ExpectedOf(request.ExpectedOffset, request.ExpectedEpoch);
        if ((expected.Error ?? MapRequestReader.FindUnfit(caller, request.Tags)) is { } error)
        {
            return error;
        }

        var wish = new MapWish(request.Channel ?? "", request.Key ?? "", IsRemoval: true)
        {
            Options = new MapPublishOptions { Tags = request.Tags, Expected = expected.Value, IdempotencyKey = request.IdempotencyKey },
        };
        return await MapRequestReader.ChangeAsync(maps, caller, wish, cancellationToken);
    }
}

/// <summary>Sets an entry of a map channel.</summary>
/// <remarks>What is no field of it is refused, not passed over: a misspelled condition would be a change without one.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MapPublishRequest : MapChangeFields
{
    [Description("Any JSON value.")]
    public RawJson Data { get; init; }

    [Description("The payload in base64, in place of data. Where the namespace takes any bytes, it need not be JSON.")]
    [JsonPropertyName("b64data")]
    public byte[]? B64Data { get; init; }

    [Description("What the entry is ordered by, where the namespace says mapOrdered.")]
    public long? Score { get; init; }

    [Description("if_new: only where the entry is not there. if_exists: only where it is.")]
    public string? KeyMode { get; init; }

    [Description("Accepted; whether changes are sent as deltas is for the namespace to say.")]
    public bool? Delta { get; init; }

    [Description("The version of the entry: what is not newer is dropped. 0 is no version.")]
    public ulong? Version { get; init; }

    [Description("What versions are compared within: another one starts the comparison anew.")]
    public string? VersionEpoch { get; init; }
}

/// <summary>Removes an entry of a map channel.</summary>
/// <inheritdoc cref="MapPublishRequest" path="/remarks"/>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MapRemoveRequest : MapChangeFields;

/// <summary>A change of an entry, and its conditions.</summary>
internal abstract record MapChangeFields : IChannelScoped
{
    [JsonIgnore]
    IEnumerable<string?> IChannelScoped.ScopedChannels => [Channel];

    [Description("The channel.")]
    [Required]
    public string? Channel { get; init; }

    [Description("The key of the entry. Where the namespace gives clients their keys (mapKey), what they say is passed over.")]
    public string? Key { get; init; }

    [Description("Labels that filters and receivers may read; of services alone. A removal without any has those of the entry.")]
    public Dictionary<string, string>? Tags { get; init; }

    [Description("A key that makes a repeated change return the first one's result.")]
    public string? IdempotencyKey { get; init; }

    [Description("The offset that the entry must have; 0 where it must not be there. Another is error 413, with the entry as it is.")]
    public ulong? ExpectedOffset { get; init; }

    [Description("The epoch of expected_offset.")]
    public string? ExpectedEpoch { get; init; }
}

/// <summary>What a change of an entry came to.</summary>
internal sealed record MapChanged
{
    [Description("The offset of the change, which the entry has from here on; where it had no effect, the channel's newest.")]
    public required ulong Offset { get; init; }

    [Description("The epoch of the channel.")]
    public required string Epoch { get; init; }

    [Description("Whether the change had no effect; absent where it had.")]
    public bool? Suppressed { get; init; }

    [Description("Why it had none: key_exists, key_not_found, version or idempotency.")]
    public string? SuppressReason { get; init; }
}
