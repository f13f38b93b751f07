using System.Runtime.InteropServices;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Names;

namespace Switchboard.Channels;

/// <summary>What a connection wants to publish.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Data">The payload.</param>
/// <param name="IsCheckedJson">Whether <paramref name="Data"/> came out of a JSON reader and has no line breaks.</param>
/// <param name="Options">How.</param>
/// <param name="IsBinary">Whether <paramref name="Data"/> is binary, and no JSON even where it could be.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClientPublish(string Channel, ReadOnlyMemory<byte> Data, bool IsCheckedJson, PublishOptions Options, bool IsBinary = false);

/// <summary>What a service wants to publish: the HTTP API, or server code.</summary>
/// <param name="Channel">The channel; null is a bad request.</param>
/// <param name="Data">The payload.</param>
/// <param name="IsCheckedJson">Whether <paramref name="Data"/> came out of a JSON reader.</param>
/// <param name="Options">How.</param>
internal readonly record struct ServicePublish(string? Channel, ReadOnlyMemory<byte> Data, bool IsCheckedJson, PublishOptions Options);

/// <summary>A publication on its way in. Permission has been decided.</summary>
internal sealed record PublicationRequest(string Channel, NamespaceSettings Namespace, ReadOnlyMemory<byte> Data)
{
    /// <summary>Whether <see cref="Data"/> came out of a JSON reader and has no line breaks.</summary>
    public bool IsCheckedJson { get; init; }

    /// <summary>Whether <see cref="Data"/> is binary, and no JSON even where it could be.</summary>
    public bool IsBinary { get; init; }

    /// <summary>How the publisher shows to others; null for a service.</summary>
    public ClientInfo? Publisher { get; init; }

    /// <summary>The connection that publishes; null for none.</summary>
    public Connection? Connection { get; init; }

    /// <summary>The user that it is a message to; null where it is none.</summary>
    public string? Recipient { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Whether the publication takes no place in the stream.</summary>
    public bool SkipHistory { get; init; }

    /// <summary>Makes a repeated publish into the channel return the first one's result; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whose <see cref="IdempotencyKey"/> it is; null for services.</summary>
    public Principal? KeyOwner { get; init; }

    /// <summary>What <see cref="IdempotencyKey"/> holds for, where that is less than the channel (<see cref="IdempotencyKeys.ScopeOf"/>); null for all of it.</summary>
    public string? KeyScope { get; init; }

    /// <summary><see cref="IdempotencyKey"/> as it is remembered; null for none.</summary>
    public string? ScopedKey => IdempotencyKey is null ? null : KeyScope + IdempotencyKeys.Scoped(KeyOwner, IdempotencyKey);

    /// <summary>How long <see cref="IdempotencyKey"/> is remembered; null for <c>publishing.idempotencyWindowSeconds</c>.</summary>
    public TimeSpan? KeyWindow { get; init; }

    /// <summary>Publications that are not newer are dropped; 0 for no version.</summary>
    public ulong Version { get; init; }

    public string VersionEpoch { get; init; } = "";

    /// <summary>What it changes in a map channel; null in a stream channel.</summary>
    public EntryChange? Entry { get; init; }

    /// <summary>What it does with a publication of a mutable namespace; null in any other.</summary>
    public Mutation? Mutation { get; init; }

    /// <summary>Whether the hub itself tells of something, under an event name that nobody else may use. Hooks are not told.</summary>
    public bool IsOwnEvent { get; init; }

    /// <summary>Whether the hub itself wrote the tags, for which the limits of publishers do not hold.</summary>
    public bool HasOwnTags { get; init; }

    /// <summary>Notes what is delivered; null where nobody asks.</summary>
    public PublicationTrace? Trace { get; init; }
}

/// <summary>What a publication changes in a map channel.</summary>
/// <param name="Key">The entry's key.</param>
internal sealed record EntryChange(string Key)
{
    /// <summary>Whether the entry is removed.</summary>
    public bool IsRemoval { get; init; }

    /// <summary>What the entry is ordered by.</summary>
    public long Score { get; init; }

    /// <summary>Whether the entry has to be there, or must not.</summary>
    public MapKeyMode KeyMode { get; init; }

    /// <summary>The position that the entry must have; null for any.</summary>
    public Position? Expected { get; init; }

    /// <summary>Whether the entry is removed only if it is past its age.</summary>
    public bool IsExpiry { get; init; }

    /// <summary>Whether an entry that is there, and was to be new, lasts from now on.</summary>
    public bool KeepsAlive { get; init; }
}

/// <summary>Notes what became of a publication, for those who tell hooks, and those who have to answer more than a position.</summary>
internal sealed class PublicationTrace
{
    /// <summary>Why a change of an entry had no effect; null where it had, and where it is none.</summary>
    public MapSuppression? Suppressed { get; set; }

    /// <summary>The publication as it was delivered; null where none was: it was refused, repeated or outdated.</summary>
    public Publication? Delivered { get; set; }
}

/// <summary>The tags of a publication, with its event name among them.</summary>
internal static class PublishTags
{
    private static readonly Dictionary<string, string> _none = [];

    /// <summary>The tags; null for none.</summary>
    public static IReadOnlyDictionary<string, string>? Of(PublishOptions options)
    {
        if (string.IsNullOrEmpty(options.Event))
        {
            return options.Tags is { Count: > 0 } ? options.Tags : null;
        }

        return new Dictionary<string, string>(options.Tags ?? _none, StringComparer.Ordinal) { [Publication.EventTag] = options.Event };
    }
}
