using System.Security.Cryptography;
using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>The epochs of streams that nobody has published to: nothing is kept for them, and none ever comes back.</summary>
/// <remarks>
/// What was given up is counted by the hash of its name, in a table that does not grow. Channels that share a place get a new epoch with
/// each other's streams, too, where nothing is kept for them: whoever comes back to an empty channel then is told that it did not
/// recover, which is never wrong, only more than needed. Subscribers that are there do not see it: their streams are pinned.
/// </remarks>
internal sealed class StreamGenerations
{
    private const int Places = 1 << 17;
    private const int SecretBytes = 32;

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(SecretBytes);
    private uint[]? _givenUp;

    /// <summary>The epoch with which a channel's stream begins.</summary>
    public string EpochOf(string channel)
        => StreamEpoch.Derive(_secret, channel, Volatile.Read(ref _givenUp) is { } table ? Volatile.Read(ref table[PlaceOf(channel)]) : 0);

    /// <summary>Notes that a channel's stream is given up.</summary>
    public void GiveUp(string channel)
    {
        var table = Volatile.Read(ref _givenUp) ?? Create();
        Interlocked.Increment(ref table[PlaceOf(channel)]);
    }

    /// <summary>The place of a channel in the table.</summary>
    public static int PlaceOf(string channel) => StringComparer.Ordinal.GetHashCode(channel) & (Places - 1);

    // Made for the first stream that goes: most hubs never give one up.
    private uint[] Create() => Interlocked.CompareExchange(ref _givenUp, new uint[Places], null) ?? _givenUp!;
}
