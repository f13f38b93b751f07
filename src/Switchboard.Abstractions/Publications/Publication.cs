namespace Switchboard;

/// <summary>One message in a channel. Immutable: every subscriber shares it and the bytes encoded from it.</summary>
public sealed record Publication
{
    /// <summary>The tag that carries the event name on wires that have no field of its own for it.</summary>
    public const string EventTag = "event";

    // Names of fields, offset and time.
    private const int EnvelopeBytes = 64;

    /// <summary>The payload. JSON text without line breaks where <see cref="IsJson"/> is true, any bytes otherwise.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Whether <see cref="Data"/> was checked to be JSON when it entered. Only such data reaches JSON wires.</summary>
    public bool IsJson { get; init; } = true;

    /// <summary>Labels that filters and receivers may read; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The connection that published; null when a service or server code did.</summary>
    public ClientInfo? Publisher { get; init; }

    /// <summary>When the publication entered the hub, in UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The offset in the channel's stream, from 1; 0 where the channel keeps no position.</summary>
    public ulong Offset { get; init; }

    /// <summary>The epoch of the stream that <see cref="Offset"/> counts in; empty where the channel keeps no position.</summary>
    public string Epoch { get; init; } = "";

    /// <summary>The key of the entry that it sets or removes, in a map channel; null in a stream channel.</summary>
    public string? Key { get; init; }

    /// <summary>Whether it removes the entry of its <see cref="Key"/>. There is no data then.</summary>
    public bool IsRemoval { get; init; }

    /// <summary>What the entry is ordered by, where the map channel is (<c>mapOrdered</c>).</summary>
    public long Score { get; init; }

    /// <summary>What the entry was before, where that is needed to pass the change on; null otherwise. A removal where the entry was past its age. Not kept, and not sent.</summary>
    public Publication? Previous { get; init; }

    /// <summary>The event name, or null. It is the tag <see cref="EventTag"/>.</summary>
    public string? Event => Tags is not null && Tags.TryGetValue(EventTag, out var name) ? name : null;

    /// <summary>About how many bytes the publication has on a wire, or in an answer: data, tags and publisher.</summary>
    public int ApproximateBytes
    {
        get
        {
            var bytes = EnvelopeBytes + Data.Length + (Key?.Length ?? 0) + (Publisher?.ApproximateBytes ?? 0);
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

    /// <summary>Whether the publication has a place in a stream.</summary>
    public bool HasPosition => Offset > 0;
}

/// <summary>A place in a channel's stream.</summary>
/// <param name="Offset">Counts publications of the epoch, from 1; 0 is the place before the first.</param>
/// <param name="Epoch">Names the life of the stream: a new one begins whenever the past is lost. Never empty for a real stream.</param>
public readonly record struct Position(ulong Offset, string Epoch);
