using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Outbound;

namespace Switchboard.Commands.Subscribe;

/// <summary>A connection's wish to subscribe.</summary>
internal sealed record SubscribeRequest(string Channel)
{
    /// <summary>A subscription token; empty for none.</summary>
    public string Token { get; init; } = "";

    /// <summary>Where the client already is; null when it does not recover.</summary>
    public Position? RecoverSince { get; init; }

    public bool RejectUnrecovered { get; init; }

    public bool WantsPosition { get; init; }

    public bool WantsJoinLeave { get; init; }

    /// <summary>Application data for the hooks that decide; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    public TagPredicate? Filter { get; init; }

    /// <summary>Of a map channel: what is asked for; null for a stream channel.</summary>
    public MapSubscribe? Map { get; init; }

    /// <summary>How publications are encoded, where not as everything else that the connection receives.</summary>
    public WireFormat? Format { get; init; }

    /// <summary>How publications are encoded if they are sent as deltas, for which the client asks; null where it does not.</summary>
    public DeltaFormats? Deltas { get; init; }
}

/// <summary>A step of a client into a map channel.</summary>
internal sealed record MapSubscribe
{
    /// <summary>The kind of map that the client takes the channel for; null for whichever it is.</summary>
    public ChannelType? Type { get; init; }

    /// <summary>Whether it asks for changes behind <see cref="Position"/>, not for entries.</summary>
    public bool WantsChanges { get; init; }

    /// <summary>Where the page of entries before ended; empty for the first.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>How many entries or changes at most; 0 for as many as the namespace says.</summary>
    public int Limit { get; init; }

    /// <summary>Whether the lowest score comes first.</summary>
    public bool Ascending { get; init; }

    /// <summary>The position that the client has been told, or is at.</summary>
    public Position Position { get; init; } = new(0, "");
}
