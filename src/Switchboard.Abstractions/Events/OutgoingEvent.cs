namespace Switchboard.Extensibility;

/// <summary>Something that happened in the hub, on its way to one event target.</summary>
public sealed record OutgoingEvent
{
    /// <summary>The <see cref="Type"/> of a publication. All other types are those of observing hooks.</summary>
    public const string PublicationType = "publication";

    // What a stored event takes beside its body and its names, roughly.
    private const int EnvelopeBytes = 256;

    /// <summary>The name of the target.</summary>
    public required string Target { get; init; }

    /// <summary>Never used twice, and the same however often the event is sent: by it a receiver drops repetitions.</summary>
    public required string Id { get; init; }

    /// <summary>What it is: <see cref="PublicationType"/>, or the type of a webhook's event, such as <c>connected</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When it happened, in UTC. Stores keep milliseconds.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The body: a publication's payload, or the JSON of a webhook's event. Not copied: leave it alone afterwards.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Whether <see cref="Data"/> is JSON.</summary>
    public bool IsJson { get; init; } = true;

    /// <summary>The channel that it concerns; empty for none.</summary>
    public string Channel { get; init; } = "";

    /// <summary>The publication's event name; empty for none.</summary>
    public string Event { get; init; } = "";

    /// <summary>The publication's tags, such as those that say what changes a mutable publication; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The key of the map's entry that was changed; empty for none.</summary>
    public string Key { get; init; } = "";

    /// <summary>Whether the entry of <see cref="Key"/> was removed.</summary>
    public bool IsRemoval { get; init; }

    /// <summary>The user who published, or whose connection it concerns; empty for services and anonymous connections.</summary>
    public string User { get; init; } = "";

    /// <summary>The publication's offset; 0 for none.</summary>
    public ulong Offset { get; init; }

    /// <summary>The epoch that <see cref="Offset"/> counts in; empty for none.</summary>
    public string Epoch { get; init; } = "";

    /// <summary>The W3C <c>traceparent</c> of what caused it; empty for none.</summary>
    public string TraceParent { get; init; } = "";

    /// <summary>The W3C <c>tracestate</c> that goes with it; empty for none.</summary>
    public string TraceState { get; init; } = "";

    /// <summary>Where the target's template sends it. The hub sets it when it sends; stores do not keep it.</summary>
    public string RoutingKey { get; init; } = "";

    /// <summary>About how many bytes it takes in a store.</summary>
    public int ApproximateBytes => EnvelopeBytes + Data.Length + Channel.Length + Event.Length + Key.Length + User.Length + TraceState.Length + TagBytes;

    private int TagBytes
    {
        get
        {
            var bytes = 0;
            if (Tags is not null)
            {
                foreach (var (name, value) in Tags)
                {
                    bytes += name.Length + value.Length;
                }
            }

            return bytes;
        }
    }
}
