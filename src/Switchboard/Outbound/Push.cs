namespace Switchboard.Outbound;

/// <summary>Something that the server tells connections unasked. Encoded once for each wire format, when the first of its receivers needs it.</summary>
/// <remarks>A push to several connections is only touched under the lock of its channel.</remarks>
internal abstract class Push(string channel)
{
    private WireFormat? _firstFormat;
    private OutboundFrame _firstFrame;
    private List<(WireFormat Format, OutboundFrame Frame)>? _others;

    /// <summary>The channel that it is about; empty when it is about the connection.</summary>
    public string Channel { get; } = channel;

    /// <summary>The frame for receivers of one format.</summary>
    public OutboundFrame FrameFor(WireFormat format)
    {
        if (ReferenceEquals(format, _firstFormat))
        {
            return _firstFrame;
        }

        if (_firstFormat is null)
        {
            _firstFrame = format.Encode(this);
            _firstFormat = format;
            return _firstFrame;
        }

        return OtherFrameFor(format);
    }

    private OutboundFrame OtherFrameFor(WireFormat format)
    {
        _others ??= [];
        foreach (var (known, encoded) in _others)
        {
            if (ReferenceEquals(known, format))
            {
                return encoded;
            }
        }

        var frame = format.Encode(this);
        _others.Add((format, frame));
        return frame;
    }
}

/// <summary>A publication reached a channel.</summary>
internal sealed class PublicationArrived(string channel, Publication publication) : Push(channel)
{
    private PublicationArrived? _removal;

    /// <summary>What those are told in its place to whose selection its entry does not belong any more: one push for all, too.</summary>
    public PublicationArrived Removal => _removal ??= new PublicationArrived(Channel, EntryRemoval.Of(Publication));

    public Publication Publication { get; } = publication;

    /// <summary>What its delta is made of; null where nobody takes deltas, or there is nothing to make one of.</summary>
    public DeltaBasis? Basis { get; init; }
}

/// <summary>A connection came into a channel.</summary>
internal sealed class ClientJoined(string channel, ClientInfo client) : Push(channel)
{
    public ClientInfo Client { get; } = client;
}

/// <summary>A connection left a channel.</summary>
internal sealed class ClientLeft(string channel, ClientInfo client) : Push(channel)
{
    public ClientInfo Client { get; } = client;
}

/// <summary>What a client is told of a subscription that starts.</summary>
internal record SubscriptionStart
{
    /// <summary>The position that the client starts behind: what was missed follows it. Epoch empty where there is none.</summary>
    public Position Start { get; init; } = new(0, "");

    /// <summary>What was missed, oldest first.</summary>
    public IReadOnlyList<Publication> Missed { get; init; } = [];

    public bool WasRecovering { get; init; }

    public bool Recovered { get; init; }

    /// <summary>Whether the client may recover what it misses.</summary>
    public bool IsRecoverable { get; init; }

    /// <summary>Whether it is told when it falls behind the stream.</summary>
    public bool IsPositioned { get; init; }

    /// <summary>Whether publications may come as deltas.</summary>
    public bool TakesDeltas { get; init; }

    /// <summary>How long it lives; null for ever.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>How many milliseconds the client is to wait between publications; 0 for none.</summary>
    public int PublishDebounceMilliseconds { get; init; }

    /// <summary>JSON for the client; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }
}

/// <summary>The server subscribed a connection to a channel.</summary>
internal sealed class SubscriptionStarted(string channel, SubscriptionStart start) : Push(channel)
{
    public SubscriptionStart Start { get; } = start;
}

/// <summary>The server ended a subscription.</summary>
internal sealed class SubscriptionEnded(string channel, UnsubscribeCode code) : Push(channel)
{
    public UnsubscribeCode Code { get; } = code;
}

/// <summary>A connection has a new expiry.</summary>
internal sealed class ExpiryChanged(TimeSpan? timeToLive) : Push("")
{
    /// <summary>How long the connection lives; null for ever.</summary>
    public TimeSpan? TimeToLive { get; } = timeToLive;
}

/// <summary>A message to one connection.</summary>
internal sealed class MessageSent(ReadOnlyMemory<byte> data) : Push("")
{
    public ReadOnlyMemory<byte> Data { get; } = data;
}
