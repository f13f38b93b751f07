using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Channels;
using Switchboard.Commands.Access;
using Switchboard.Json;
using Switchboard.Mutations;
using Switchboard.Results;

namespace Switchboard.Commands.Publish;

/// <summary><c>publish</c>.</summary>
internal sealed class PublishOperation(MutationPublisher publisher)
    : Operation<PublishRequest, PublishResult>("publish", OperationJsonContext.Default.PublishRequest, OperationJsonContext.Default.PublishResult)
{
    /// <inheritdoc/>
    public override bool TakesBinary => true;

    /// <inheritdoc/>
    protected override async ValueTask<Result<PublishResult>> ExecuteAsync(OperationCaller caller, PublishRequest request, CancellationToken cancellationToken)
    {
        var outcome = caller.Connection is { } connection
            ? await publisher.PublishAsync(connection, ClientPublishOf(caller, request), cancellationToken)
            : await publisher.PublishAsync(RequestReader.PublishOf(request.Channel, request), requiresId: false, cancellationToken);
        return outcome.IsSuccess ? Describe(outcome.Value) : outcome.As<PublishResult>();
    }

    /// <summary>Where it went.</summary>
    public static PublishResult Describe(MutationResult published) => ResultWriter.PublishedAt(published.Position) with { Id = published.Id };

    private static ClientPublish ClientPublishOf(OperationCaller caller, PublishRequest request)
    {
        var publish = RequestReader.ClientPublishOf(request.Channel ?? "", request);
        return caller.Binary is { } binary ? publish with { Data = binary, IsCheckedJson = false, IsBinary = true } : publish;
    }
}

/// <summary>Publishes into a channel.</summary>
internal sealed record PublishRequest : PublicationFields, IChannelScoped
{
    [JsonIgnore]
    IEnumerable<string?> IChannelScoped.ScopedChannels => [Channel];

    [Description("The channel.")]
    [Required]
    public string? Channel { get; init; }
}

/// <summary>What is published, and how.</summary>
internal abstract record PublicationFields
{
    [Description("Any JSON value, delivered as it is written here.")]
    public RawJson Data { get; init; }

    [Description("The payload in base64, in place of data. Where the namespace takes any bytes, it need not be JSON.")]
    [JsonPropertyName("b64data")]
    public byte[]? B64Data { get; init; }

    [Description("Whether the publication is delivered without being kept.")]
    public bool? SkipHistory { get; init; }

    [Description("Labels that filters and receivers may read.")]
    public Dictionary<string, string>? Tags { get; init; }

    [Description("The event name. It travels as the tag event.")]
    public string? Event { get; init; }

    [Description("A key that makes a repeated publish return the first one's result.")]
    public string? IdempotencyKey { get; init; }

    [Description("Accepted; the namespace decides (namespaces.*.delta).")]
    public bool? Delta { get; init; }

    [Description("The version of the data: what is not newer is dropped. 0 is no version.")]
    public ulong? Version { get; init; }

    [Description("What versions are compared within: another one starts the comparison anew.")]
    public string? VersionEpoch { get; init; }

    [Description("The id of the publication, in a mutable namespace; absent for one that the hub makes.")]
    public string? Id { get; init; }

    [Description("Whether more will be appended, in a mutable namespace: it is open until it is ended.")]
    public bool? Open { get; init; }
}

/// <summary>Where a publication went.</summary>
internal sealed record PublishResult
{
    [Description("The offset in the channel's stream; absent where the channel keeps no position.")]
    public ulong? Offset { get; init; }

    [Description("The epoch of the stream; absent where the channel keeps no position.")]
    public string? Epoch { get; init; }

    [Description("The id of the publication; absent where the namespace is not mutable.")]
    public string? Id { get; init; }
}
