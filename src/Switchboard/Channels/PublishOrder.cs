using Switchboard.Configuration;

namespace Switchboard.Channels;

/// <summary>A publication on its way in. Permission has been decided.</summary>
internal sealed record PublishOrder(string Channel, NamespaceSettings Namespace, ReadOnlyMemory<byte> Data)
{
    /// <summary>Whether <see cref="Data"/> came out of a JSON reader and has no line breaks.</summary>
    public bool IsCheckedJson { get; init; }

    public ClientInfo? Publisher { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Whether the publication takes no place in the stream.</summary>
    public bool SkipHistory { get; init; }

    /// <summary>Makes a repeated publish into the channel return the first one's result; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whose <see cref="IdempotencyKey"/> it is; null for services.</summary>
    public Principal? KeyOwner { get; init; }

    /// <summary>How long <see cref="IdempotencyKey"/> is remembered; null for <c>publishing.idempotencyWindowSeconds</c>.</summary>
    public TimeSpan? KeyWindow { get; init; }

    /// <summary>Publications that are not newer are dropped; 0 for no version.</summary>
    public ulong Version { get; init; }

    public string VersionEpoch { get; init; } = "";

    /// <summary>Whether the hub itself tells of something, under an event name that nobody else may use.</summary>
    public bool IsOwnEvent { get; init; }

    /// <summary>Notes what enters; null where nobody asks.</summary>
    public PublicationTrace? Trace { get; init; }
}
