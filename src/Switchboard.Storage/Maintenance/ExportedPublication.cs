using Switchboard.Storage.Streams;

namespace Switchboard.Storage.Maintenance;

/// <summary>A publication in an export.</summary>
internal sealed record ExportedPublication(long Offset, long PublishedAt, long KeptUntil, bool IsJson, byte[] Data, byte[]? Tags, byte[]? Publisher)
{
    public static ExportedPublication From(PublicationRow row, long @base) => new(
        row.Number - @base, row.PublishedAt, row.KeptUntil, row.IsJson != 0, row.Data.ToArray(), row.Tags, row.Publisher);
}
