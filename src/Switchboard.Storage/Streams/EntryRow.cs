using System.Text;
using Switchboard.Extensibility;

namespace Switchboard.Storage.Streams;

/// <summary>An entry of a map as the database has it.</summary>
internal sealed record EntryRow
{
    /// <summary>The stream's key.</summary>
    public long StreamId { get; init; }

    /// <summary>The base of the epoch that it belongs to.</summary>
    public long Base { get; init; }

    /// <summary>The key, in UTF-8.</summary>
    public byte[] Key { get; init; } = [];

    /// <summary>The number of its last change.</summary>
    public long Number { get; init; }

    /// <summary>What it is ordered by.</summary>
    public long Score { get; init; }

    /// <summary>The newest version that it was set with; 0 for none. The bits of an unsigned number.</summary>
    public long Version { get; init; }

    /// <summary>What versions are compared within, in UTF-8.</summary>
    public byte[] VersionEpoch { get; init; } = [];

    /// <summary>When it ends, in Unix milliseconds; null for never.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>When it entered the hub, in Unix milliseconds.</summary>
    public long PublishedAt { get; init; }

    /// <summary>1 where the data is JSON, else 0.</summary>
    public long IsJson { get; init; }

    /// <summary>The tags as a JSON object; null for none.</summary>
    public byte[]? Tags { get; init; }

    /// <summary>The publisher as a JSON object; null for none.</summary>
    public byte[]? Publisher { get; init; }

    /// <summary>The payload; null where it was not asked for.</summary>
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>Whether it is past its age.</summary>
    public bool IsPast(long now) => ExpiresAt <= now;

    /// <summary>What conditions are held against.</summary>
    public MapEntryState StateIn(StreamRow stream)
        => new(new Position((ulong)(Number - stream.Base), stream.Epoch), (ulong)Version, Encoding.UTF8.GetString(VersionEpoch));

    /// <summary>Makes the publication of the row.</summary>
    public Publication ToPublication(StreamRow stream) => new()
    {
        Data = Data ?? default,
        IsJson = IsJson != 0,
        Tags = Tags is null ? null : TagsJson.Read(Tags),
        Publisher = Publisher is null ? null : PublisherJson.Read(Publisher),
        Time = DateTimeOffset.FromUnixTimeMilliseconds(PublishedAt),
        Offset = (ulong)(Number - stream.Base),
        Epoch = stream.Epoch,
        Key = Encoding.UTF8.GetString(Key),
        Score = Score,
    };
}
