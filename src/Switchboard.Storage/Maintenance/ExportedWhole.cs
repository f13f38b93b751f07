namespace Switchboard.Storage.Maintenance;

/// <summary>A publication of a mutable channel in an export, as it is after its changes. The fields are those of its row, its number an offset.</summary>
internal sealed record ExportedWhole
{
    /// <summary>The columns of a whole, under the names here, without the data.</summary>
    public const string Columns =
        "created AS Offset, id AS Id, state AS State, kind AS Kind, size AS Size, changed_at AS ChangedAt, kept_until AS KeptUntil, open_until AS OpenUntil, "
        + "published_at AS PublishedAt, is_json AS IsJson, tags AS Tags, publisher AS Publisher";

    /// <summary>Adds one.</summary>
    public const string Insert =
        """
        INSERT INTO whole (stream_id, created, id, state, kind, size, small_parts, merged_parts, changed_at, kept_until, open_until, published_at, is_json, tags, publisher)
        VALUES (@streamId, @Offset, @Id, @State, @Kind, @Size, 1, 0, @ChangedAt, @KeptUntil, @OpenUntil, @PublishedAt, @IsJson, @Tags, @Publisher)
        """;

    public long Offset { get; init; }

    public byte[] Id { get; init; } = [];

    public long State { get; init; }

    public long Kind { get; init; }

    public long Size { get; init; }

    public long ChangedAt { get; init; }

    public long KeptUntil { get; init; }

    public long? OpenUntil { get; init; }

    public long PublishedAt { get; init; }

    public long IsJson { get; init; }

    public byte[]? Tags { get; init; }

    public byte[]? Publisher { get; init; }

    /// <summary>The data, without the quotes or brackets around it.</summary>
    public byte[] Data { get; init; } = [];
}
