using System.Text;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Results;

namespace Switchboard.Channels;

/// <summary>What publications of mutable namespaces have beyond others: an id, and tags that say what is done with it.</summary>
internal static class MutationRequests
{
    private static readonly ErrorCode _skips = InvalidField.Of("skip_history", "must not be set in a mutable namespace: what is not kept cannot be changed");
    private static readonly ErrorCode _versioned = InvalidField.Of("version", "has no meaning in a mutable namespace; change the publication by replace");
    private static readonly ErrorCode _tagged = InvalidField.Of("tags", $"must not have the names {string.Join(", ", MutationTags.All)} in a mutable namespace: the hub sets them");

    /// <summary>What is answered where publications do not change.</summary>
    public static ErrorCode NotMutable { get; } = ErrorCodes.NotAvailable with
    {
        Message = $"{ErrorCodes.NotAvailable.Message}: publications of this namespace have no ids and do not change (mutable)",
        Details = new ErrorDetails { Field = "id", Reason = "mutable" },
    };

    /// <summary>What is sent in place of data where there is none.</summary>
    public static ReadOnlyMemory<byte> Nothing { get; } = "null"u8.ToArray();

    /// <summary>Makes an id.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString("N");

    /// <summary>Why an id may not be; null where it may. It is sent as a tag, and is held to what those are.</summary>
    public static ErrorCode? FindUnfitId(string id, int maxBytes)
        => id.Length > 0 && Encoding.UTF8.GetByteCount(id) <= maxBytes && !id.Any(char.IsControl) ? null : ErrorCodes.BadRequest with
        {
            Message = $"{ErrorCodes.BadRequest.Message}: id must have 1 to {maxBytes} bytes (publishing.maxTagBytes) without control characters",
            Details = new ErrorDetails { Field = "id", Reason = "publishing.maxTagBytes", Limit = maxBytes },
        };

    /// <summary>Why a publication may not be, in a mutable namespace; null where it may.</summary>
    public static ErrorCode? FindUnfit(PublicationRequest request, int maxIdBytes)
    {
        if (request.SkipHistory)
        {
            return _skips;
        }

        if (request.Version != 0)
        {
            return _versioned;
        }

        if (request.Tags is { } tags && MutationTags.All.Any(tags.ContainsKey))
        {
            return _tagged;
        }

        return request.Mutation is { } mutation ? FindUnfitId(mutation.Id, maxIdBytes) : null;
    }

    /// <summary>What a new publication is; null where publications of the namespace do not change.</summary>
    public static Mutation? PublishOf(PublishOptions options, NamespaceSettings space) => space.Mutable is null ? null : new Mutation
    {
        Id = string.IsNullOrEmpty(options.Id) ? NewId() : options.Id,
        Kind = MutationKind.Publish,
        Opens = options.Open,
        Limits = space.Mutable,
    };

    /// <summary>Gives an id to what has none.</summary>
    public static PublicationRequest Complete(PublicationRequest request)
        => request.Mutation is not null ? request : request with { Mutation = PublishOf(PublishOptions.None, request.Namespace) };

    /// <summary>The tags of a publication, with those that say what is done.</summary>
    public static IReadOnlyDictionary<string, string> TagsOf(PublicationRequest request)
    {
        var mutation = request.Mutation!;
        var tags = request.Tags is null ? new Dictionary<string, string>(StringComparer.Ordinal) : new Dictionary<string, string>(request.Tags, StringComparer.Ordinal);
        if (WholeTags.NameOf(mutation.Kind) is { } change)
        {
            (tags[MutationTags.Change], tags[MutationTags.Of]) = (change, mutation.Id);
        }
        else
        {
            tags[MutationTags.Id] = mutation.Id;
        }

        if (mutation.Opens || mutation.Kind == MutationKind.End)
        {
            tags[MutationTags.State] = WholeTags.NameOf(mutation.StateAfter(null));
        }

        if (mutation.Reason.Length > 0)
        {
            tags[MutationTags.Reason] = mutation.Reason;
        }

        return tags;
    }

    /// <summary>Tags without those that say what is done.</summary>
    public static IReadOnlyDictionary<string, string>? WithoutOwn(IReadOnlyDictionary<string, string>? tags)
    {
        if (tags is null)
        {
            return null;
        }

        var kept = new Dictionary<string, string>(tags, StringComparer.Ordinal);
        foreach (var name in MutationTags.All)
        {
            kept.Remove(name);
        }

        return kept.Count > 0 ? kept : null;
    }
}
