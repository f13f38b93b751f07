using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Channels;
using Switchboard.Commands.Access;
using Switchboard.Commands.Publish;
using Switchboard.Extensibility;
using Switchboard.Json;
using Switchboard.Mutations;
using Switchboard.Results;

namespace Switchboard.Commands.Mutations;

/// <summary>An operation that changes a publication of a mutable namespace.</summary>
internal abstract class ChangeOperation<TRequest>(string name, MutationKind kind, JsonTypeInfo<TRequest> requestType, MutationPublisher publisher)
    : Operation<TRequest, PublishResult>(name, requestType, OperationJsonContext.Default.PublishResult)
    where TRequest : ChangeFields
{
    /// <inheritdoc/>
    public override bool TakesBinary => kind != MutationKind.Delete;

    /// <inheritdoc/>
    protected override async ValueTask<Result<PublishResult>> ExecuteAsync(OperationCaller caller, TRequest request, CancellationToken cancellationToken)
    {
        var fields = request as AppendRequest;
        var isJson = caller.Binary is null && fields?.B64Data is not { Length: > 0 };

        // An end with null has no data, as it has in what is sent.
        var isGiven = kind == MutationKind.End ? fields?.Data.IsSet == true : fields?.Data.IsGiven == true;
        var data = caller.Binary ?? (!isJson ? fields!.B64Data : isGiven ? JsonBytes.OnOneLine(fields!.Data.Utf8) : default);
        var options = new PublishOptions { Tags = request.Tags, IdempotencyKey = request.IdempotencyKey };
        var wish = new MutationWish(kind, request.Id ?? "") { Reason = request is EndRequest { Broken: true } ? MutationWish.Aborted : "" };
        var outcome = caller.Connection is { } connection
            ? await publisher.ChangeAsync(connection, new ClientPublish(request.Channel ?? "", data, isJson && isGiven, options, caller.Binary is not null), wish, cancellationToken)
            : await publisher.ChangeAsync(new ServicePublish(request.Channel, data, isJson && isGiven, options), wish, cancellationToken);
        return outcome.IsSuccess ? ResultWriter.PublishedAt(outcome.Value.Position) with { Id = outcome.Value.Id } : outcome.As<PublishResult>();
    }
}

/// <summary><c>append</c>.</summary>
internal sealed class AppendOperation(MutationPublisher publisher)
    : ChangeOperation<AppendRequest>("append", MutationKind.Append, OperationJsonContext.Default.AppendRequest, publisher);

/// <summary><c>replace</c>.</summary>
internal sealed class ReplaceOperation(MutationPublisher publisher)
    : ChangeOperation<AppendRequest>("replace", MutationKind.Replace, OperationJsonContext.Default.AppendRequest, publisher);

/// <summary><c>delete</c>.</summary>
internal sealed class DeleteOperation(MutationPublisher publisher)
    : ChangeOperation<DeleteRequest>("delete", MutationKind.Delete, OperationJsonContext.Default.DeleteRequest, publisher);

/// <summary><c>end</c>.</summary>
internal sealed class EndOperation(MutationPublisher publisher)
    : ChangeOperation<EndRequest>("end", MutationKind.End, OperationJsonContext.Default.EndRequest, publisher);

/// <summary>Changes a publication of a mutable namespace.</summary>
internal abstract record ChangeFields : IChannelScoped
{
    [JsonIgnore]
    IEnumerable<string?> IChannelScoped.ScopedChannels => [Channel];

    [Description("The channel.")]
    [Required]
    public string? Channel { get; init; }

    [Description("The id of the publication.")]
    [Required]
    public string? Id { get; init; }

    [Description("Labels of the change that receivers may read.")]
    public Dictionary<string, string>? Tags { get; init; }

    [Description("A key that makes a repeated change return the first one's result.")]
    public string? IdempotencyKey { get; init; }
}

/// <summary>Appends to a publication, or replaces it.</summary>
/// <remarks>What is no field of it is refused, not passed over: a misspelled one would be a change without it.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal record AppendRequest : ChangeFields
{
    [Description("What is joined to the publication, or takes the place of its data: a string is appended to a string, an array to an array.")]
    public RawJson Data { get; init; }

    [Description("The payload in base64, in place of data. Where the namespace takes any bytes, it need not be JSON.")]
    [JsonPropertyName("b64data")]
    public byte[]? B64Data { get; init; }
}

/// <summary>Ends a publication, with the last data where there is some.</summary>
/// <inheritdoc cref="AppendRequest" path="/remarks"/>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record EndRequest : AppendRequest
{
    [Description("Whether the publication is left unfinished.")]
    public bool? Broken { get; init; }
}

/// <summary>Deletes a publication.</summary>
/// <inheritdoc cref="AppendRequest" path="/remarks"/>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DeleteRequest : ChangeFields;
