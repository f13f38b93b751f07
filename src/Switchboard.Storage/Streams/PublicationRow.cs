namespace Switchboard.Storage.Streams;

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
    };
}
