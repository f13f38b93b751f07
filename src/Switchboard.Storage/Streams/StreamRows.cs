using System.Data.Common;
using System.Text;

namespace Switchboard.Storage.Streams;

/// <summary>A stream as the database has it, and as a transaction changes it. Belongs to the writer.</summary>
internal sealed class StreamRow
{
    /// <summary>The key that its publications refer to.</summary>
    public long Id { get; set; }

    /// <summary>The channel.</summary>
    public string Channel { get; set; } = "";

    /// <summary>The epoch; empty before the first.</summary>
    public string Epoch { get; set; } = "";

    /// <summary>The number before the first publication of the epoch: number less base is offset.</summary>
    public long Base { get; set; }

    /// <summary>The number of the newest publication. Only ever grows.</summary>
    public long Last { get; set; }

    /// <summary>Publications up to this number are gone for readers.</summary>
    public long Floor { get; set; }

    /// <summary>Publications up to this number are gone from the disk.</summary>
    public long Swept { get; set; }

    /// <summary>The newest version published; 0 for none. The bits of an unsigned number.</summary>
    public long Version { get; set; }

    /// <summary>What versions are compared within.</summary>
    public byte[] VersionEpoch { get; set; } = [];

    /// <summary>Until when the newest publication is kept, in Unix milliseconds.</summary>
    public long KeptUntil { get; set; }

    /// <summary>Until when the position is kept, in Unix milliseconds.</summary>
    public long PositionUntil { get; set; }

    /// <summary>When there may be something to remove, in Unix milliseconds.</summary>
    public long SweepAt { get; set; }

    /// <summary>When the newest publication came, in Unix milliseconds; 0 where that is not known.</summary>
    public long AppendedAt { get; set; }

    /// <summary>How long an idempotency key is remembered, in Unix milliseconds; 0 for none.</summary>
    public long KeysUntil { get; set; }

    /// <summary>How many entries the map has, those past their age among them; 0 for a stream channel.</summary>
    public long Entries { get; set; }

    /// <summary>Wholes up to this number are gone for readers.</summary>
    public long WholesFrom { get; set; }

    /// <summary>Tells the epoch that begins with the next publication; set where that may be due. No column.</summary>
    public KnownEpochs? Epochs { get; set; }

    /// <summary>The newest position.</summary>
    public Position Top => new((ulong)(Last - Base), Epoch);

    /// <summary>Whether the position has outlived its age, or there never was one: an epoch has to begin. It does not as long as there are entries.</summary>
    public bool IsExpired(long now) => Entries == 0 && PositionUntil <= now;

    /// <summary>The same by the age that holds today, where that is less than the one of the last publication.</summary>
    public bool IsExpired(long now, TimeSpan age)
        => IsExpired(now) || (Entries == 0 && AppendedAt > 0 && AppendedAt + (long)age.TotalMilliseconds <= now && KeysUntil <= now);

    /// <summary>Begins an epoch. What was there before is gone.</summary>
    public void BeginEpoch()
    {
        Epoch = Epochs!.Next(this);
        Base = Last;
        Floor = Last;
        WholesFrom = Last;
        Version = 0;
        VersionEpoch = [];
        KeptUntil = 0;
        SweepAt = 0;
        KeysUntil = 0;
    }

    /// <summary>Ends the epoch: what is there is gone, and the next one begins with the next publication.</summary>
    public void EndEpoch()
    {
        PositionUntil = 0;
        Entries = 0;
        Floor = Last;
        WholesFrom = Last;
        SweepAt = 0;
    }
}

/// <summary>A publication as the database has it.</summary>
internal sealed class PublicationRow
{
    /// <summary>The stream's key.</summary>
    public long StreamId { get; set; }

    /// <summary>Its number in the stream.</summary>
    public long Number { get; set; }

    /// <summary>When it entered the hub, in Unix milliseconds.</summary>
    public long PublishedAt { get; set; }

    /// <summary>Until when it is kept, in Unix milliseconds. Never less than that of the publication before.</summary>
    public long KeptUntil { get; set; }

    /// <summary>1 where the data is JSON, else 0.</summary>
    public long IsJson { get; set; }

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Data { get; set; }

    /// <summary>The tags as a JSON object; null for none.</summary>
    public byte[]? Tags { get; set; }

    /// <summary>The publisher as a JSON object; null for none.</summary>
    public byte[]? Publisher { get; set; }

    /// <summary>The key of the entry that it sets or removes, in UTF-8; null in a stream channel.</summary>
    public byte[]? Key { get; set; }

    /// <summary>1 where it removes the entry, else 0.</summary>
    public long IsRemoval { get; set; }

    /// <summary>What the entry is ordered by.</summary>
    public long Score { get; set; }

    /// <summary>Makes the row of a publication.</summary>
    public static PublicationRow From(Publication publication, long streamId, long number, long keptUntil) => new()
    {
        StreamId = streamId,
        Number = number,
        PublishedAt = publication.Time.ToUnixTimeMilliseconds(),
        KeptUntil = keptUntil,
        IsJson = publication.IsJson ? 1 : 0,
        Data = publication.Data,
        Tags = publication.Tags is null ? null : TagsJson.Write(publication.Tags),
        Publisher = publication.Publisher is null ? null : PublisherJson.Write(publication.Publisher),
        Key = publication.Key is null ? null : Encoding.UTF8.GetBytes(publication.Key),
        IsRemoval = publication.IsRemoval ? 1 : 0,
        Score = publication.Score,
    };

    /// <summary>Reads <see cref="StreamSql.PublicationColumns"/>, by hand: a client that comes back reads many.</summary>
    public static PublicationRow Read(DbDataReader reader) => new()
    {
        Number = reader.GetInt64(0),
        PublishedAt = reader.GetInt64(1),
        IsJson = reader.GetInt64(2),
        Data = reader.GetFieldValue<byte[]>(3),
        Tags = reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4),
        Publisher = reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5),
        Key = reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6),
        IsRemoval = reader.GetInt64(7),
        Score = reader.GetInt64(8),
    };

    /// <summary>Makes the publication of the row.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="epoch">The epoch.</param>
    public Publication ToPublication(ulong offset, string epoch) => new()
    {
        Data = Data,
        IsJson = IsJson != 0,
        Tags = Tags is null ? null : TagsJson.Read(Tags),
        Publisher = Publisher is null ? null : PublisherJson.Read(Publisher),
        Time = DateTimeOffset.FromUnixTimeMilliseconds(PublishedAt),
        Offset = offset,
        Epoch = epoch,
        Key = Key is null ? null : Encoding.UTF8.GetString(Key),
        IsRemoval = IsRemoval != 0,
        Score = Score,
    };
}

/// <summary>An idempotency key of a stream, and what it was first used for.</summary>
/// <param name="StreamId">The stream's key.</param>
/// <param name="Key">The key, in UTF-8.</param>
/// <param name="Number">The publication's number.</param>
/// <param name="KeptUntil">Until when it is remembered, in Unix milliseconds.</param>
internal sealed record KeyRow(long StreamId, byte[] Key, long Number, long KeptUntil);
