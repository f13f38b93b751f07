namespace Switchboard;

/// <summary>A client wants to subscribe.</summary>
public sealed class SubscribingContext : PermissionContext
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>Whether the client showed a valid subscription token for the channel.</summary>
    public bool HasToken { get; init; }

    /// <summary>The application data of the client's command; empty for none. Untrusted.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The subscription's particulars: info for others, data for the client, expiry, deviations from the namespace.</summary>
    public SubscribeOptions Options { get; set; } = SubscribeOptions.None;
}

/// <summary>A client wants to publish.</summary>
public sealed class PublishingContext : PermissionContext
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>The payload. What a hook puts in its place is published instead, if the namespace takes it.</summary>
    public required ReadOnlyMemory<byte> Data { get; set; }

    /// <summary>How it is published: hooks may add an event name, tags, an idempotency key or a version.</summary>
    public PublishOptions Options { get; set; } = PublishOptions.None;
}

/// <summary>A client wants to set an entry of a map channel.</summary>
public sealed class MapPublishingContext : PermissionContext
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>The key: the client's, or what the namespace has put in its place (<c>mapKey</c>). Empty where the client gave none. Hooks may replace it.</summary>
    public required string Key { get; set; }

    /// <summary>The payload. What a hook puts in its place is published instead, if the namespace takes it.</summary>
    public required ReadOnlyMemory<byte> Data { get; set; }

    /// <summary>How the entry is set: hooks may add tags, a score, conditions, an idempotency key or a version.</summary>
    public MapPublishOptions Options { get; set; } = MapPublishOptions.None;
}

/// <summary>A client wants to remove an entry of a map channel.</summary>
public sealed class MapRemovingContext : PermissionContext
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <inheritdoc cref="MapPublishingContext.Key"/>
    public required string Key { get; set; }

    /// <summary>How the entry is removed.</summary>
    public MapRemoveOptions Options { get; set; } = MapRemoveOptions.None;
}

/// <summary>A client is to be sent the entries of a map channel that the application has (<c>mapExternalState</c>). A hook fills <see cref="Entries"/> and <see cref="Position"/>.</summary>
public sealed class MapReadingContext : DecidingContext
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>Where the page before ended, in the words of the hook that gave it; empty for the beginning.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>How many entries at most.</summary>
    public required int Limit { get; init; }

    /// <summary>Whether the lowest score is to come first.</summary>
    public bool Ascending { get; init; }

    /// <summary>The entries: key and data, and what else is known of them.</summary>
    public IReadOnlyList<Publication> Entries { get; set; } = [];

    /// <summary>The position that the entries were read at: what was published into the channel up to it is in them. Null while no hook has answered. That of the first page counts.</summary>
    public Position? Position { get; set; }

    /// <summary>Asks for the next page; empty on the last.</summary>
    public string NextCursor { get; set; } = "";
}

/// <summary>A client wants to call a method.</summary>
public sealed class CallingContext : PermissionContext
{
    /// <summary>The method's name.</summary>
    public required string Method { get; init; }

    /// <summary>The argument. What a hook puts in its place is passed on instead.</summary>
    public required ReadOnlyMemory<byte> Data { get; set; }

    /// <summary>Whether a hook gave the result, so that no handler or worker is asked.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The result that a hook gave; empty for none.</summary>
    public ReadOnlyMemory<byte> Result { get; private set; }

    /// <summary>Answers the call here, which allows it.</summary>
    /// <param name="result">The result: JSON for clients of JSON wires; empty for none.</param>
    public void Answer(ReadOnlyMemory<byte> result)
    {
        Result = result;
        IsAnswered = true;
        Allow();
    }
}

/// <summary>A connection or subscription expires now. It ends unless a hook sets a later <see cref="ExpiresAt"/>.</summary>
public sealed class RefreshingContext : DecidingContext
{
    /// <summary>The channel whose subscription expires; null where it is the connection.</summary>
    public string? Channel { get; init; }

    /// <summary>When it expires; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>JSON that replaces the info of the connection, or of the subscription; empty keeps it.</summary>
    public ReadOnlyMemory<byte> Info { get; set; }
}
