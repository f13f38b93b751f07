using System.Text;
using Switchboard.Extensibility;

namespace Switchboard.Storage.Streams;

/// <summary>A publication of a mutable channel as the database has it, without its data.</summary>
internal sealed record WholeRow
{
    /// <summary>The stream's key.</summary>
    public long StreamId { get; init; }

    /// <summary>The number at which it was published.</summary>
    public long Created { get; init; }

    /// <summary>The id, in UTF-8.</summary>
    public byte[] Id { get; init; } = [];

    /// <summary>A <see cref="WholeState"/>.</summary>
    public long State { get; init; }

    /// <summary>A <see cref="WholeDataKind"/>.</summary>
    public long Kind { get; init; }

    /// <summary>The bytes of its parts.</summary>
    public long Size { get; init; }

    /// <summary>How many parts were not merged yet.</summary>
    public long SmallParts { get; init; }

    /// <summary>How many parts were merged once.</summary>
    public long MergedParts { get; init; }

    /// <summary>When it was last changed, in Unix milliseconds.</summary>
    public long ChangedAt { get; init; }

    /// <summary>Until when it is kept, in Unix milliseconds.</summary>
    public long KeptUntil { get; init; }

    /// <summary>Until when it is open without a change, in Unix milliseconds; null where it is not open.</summary>
    public long? OpenUntil { get; init; }

    /// <summary>When it entered the hub, in Unix milliseconds.</summary>
    public long PublishedAt { get; init; }

    /// <summary>1 where the data is JSON, else 0.</summary>
    public long IsJson { get; init; }

    /// <summary>The tags as a JSON object; null for none.</summary>
    public byte[]? Tags { get; init; }

    /// <summary>The publisher as a JSON object; null for none.</summary>
    public byte[]? Publisher { get; init; }

    /// <summary>About how many bytes it has in an answer.</summary>
    public long ApproximateBytes => Size + (Tags?.Length ?? 0) + (Publisher?.Length ?? 0);

    /// <summary>Whether it is there for somebody who wants to change it.</summary>
    public bool IsKept(long now, TimeSpan age) => OpenUntil is not null || (KeptUntil > now && ChangedAt > now - (long)age.TotalMilliseconds);

    /// <summary>What changes are held against.</summary>
    public WholeSummary Summarize(long now)
        => new((WholeState)State, (WholeDataKind)Kind, Size, Publisher is null ? null : PublisherJson.Read(Publisher), OpenUntil <= now);

    /// <summary>Makes the publication of the row.</summary>
    /// <param name="parts">Its data, in order.</param>
    public Publication ToPublication(IReadOnlyList<ReadOnlyMemory<byte>> parts) => new()
    {
        Data = WholeData.Wrap(parts, (WholeDataKind)Kind),
        IsJson = IsJson != 0,
        Tags = WholeTags.OfWhole(Tags is null ? null : TagsJson.Read(Tags), Encoding.UTF8.GetString(Id), (WholeState)State),
        Publisher = Publisher is null ? null : PublisherJson.Read(Publisher),
        Time = DateTimeOffset.FromUnixTimeMilliseconds(PublishedAt),
    };
}
