using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Channels;
using Switchboard.Commands.Access;
using Switchboard.Commands.Publish;
using Switchboard.Extensibility;
using Switchboard.Json;
using Switchboard.Mutations;
using Switchboard.Results;

namespace Switchboard.Commands.Mutations;

/// <summary>An operation that changes a publication of a mutable namespace.</summary>
internal abstract class ChangeOperation(string name, MutationKind kind, MutationPublisher publisher)
    : Operation<ChangePublicationRequest, PublishResult>(name, OperationJsonContext.Default.ChangePublicationRequest, OperationJsonContext.Default.PublishResult)
{
    /// <inheritdoc/>
    public override bool TakesBinary => kind != MutationKind.Delete;

    /// <inheritdoc/>
    protected override async ValueTask<Result<PublishResult>> ExecuteAsync(OperationCaller caller, ChangePublicationRequest request, CancellationToken cancellationToken)
    {
        if (kind == MutationKind.Delete && (request.Data.IsSet || request.B64Data is { Length: > 0 } || caller.Binary is not null))
        {
            return InvalidField.Of("data", "is not taken by delete");
        }

        var isJson = caller.Binary is null && request.B64Data is not { Length: > 0 };
        var data = caller.Binary ?? (isJson ? request.Data.IsSet ? JsonBytes.OnOneLine(request.Data.Utf8) : default : request.B64Data);
        var options = new PublishOptions { Tags = request.Tags, IdempotencyKey = request.IdempotencyKey };
        var wish = new MutationWish(kind, request.Id ?? "") { Reason = kind == MutationKind.End && request.Broken == true ? MutationWish.Aborted : "" };
        var outcome = caller.Connection is { } connection
            ? await publisher.ChangeAsync(
                connection, new ClientPublish(request.Channel ?? "", data, isJson && request.Data.IsSet, options, caller.Binary is not null), wish, cancellationToken)
            : await publisher.ChangeAsync(new ServicePublish(request.Channel, data, isJson && request.Data.IsSet, options), wish, cancellationToken);
        return outcome.IsSuccess ? ResultWriter.PublishedAt(outcome.Value.Position) with { Id = outcome.Value.Id } : outcome.As<PublishResult>();
    }
}

/// <summary><c>append</c>.</summary>
internal sealed class AppendOperation(MutationPublisher publisher) : ChangeOperation("append", MutationKind.Append, publisher);

/// <summary><c>replace</c>.</summary>
internal sealed class ReplaceOperation(MutationPublisher publisher) : ChangeOperation("replace", MutationKind.Replace, publisher);

/// <summary><c>delete</c>.</summary>
internal sealed class DeleteOperation(MutationPublisher publisher) : ChangeOperation("delete", MutationKind.Delete, publisher);

/// <summary><c>end</c>.</summary>
internal sealed class EndOperation(MutationPublisher publisher) : ChangeOperation("end", MutationKind.End, publisher);

/// <summary>Changes a publication of a mutable namespace.</summary>
/// <remarks>What is no field of it is refused, not passed over: a misspelled one would be a change without it.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ChangePublicationRequest : IChannelScoped
{
    [JsonIgnore]
    IEnumerable<string?> IChannelScoped.ScopedChannels => [Channel];

    [Description("The channel.")]
    [Required]
    public string? Channel { get; init; }

    [Description("The id of the publication.")]
    [Required]
    public string? Id { get; init; }

    [Description("What is joined to the publication, or takes the place of its data: a string is appended to a string, an array to an array. An end may have some, too.")]
    public RawJson Data { get; init; }

    [Description("The payload in base64, in place of data. Where the namespace takes any bytes, it need not be JSON.")]
    [JsonPropertyName("b64data")]
    public byte[]? B64Data { get; init; }

    [Description("Labels of the change that receivers may read.")]
    public Dictionary<string, string>? Tags { get; init; }

    [Description("Of an end: whether the publication is left unfinished.")]
    public bool? Broken { get; init; }

    [Description("A key that makes a repeated change return the first one's result.")]
    public string? IdempotencyKey { get; init; }
}
