using System.Data.Common;

namespace Switchboard.Storage.Streams;

/// <summary>Reads the columns of <see cref="StreamSql.PublicationColumns"/>, by hand: a client that comes back reads many.</summary>
internal static class PublicationReading
{
    public static PublicationRow Read(DbDataReader reader) => new()
    {
        Number = reader.GetInt64(0),
        PublishedAt = reader.GetInt64(1),
        IsJson = reader.GetInt64(2),
        Data = reader.GetFieldValue<byte[]>(3),
        Tags = reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4),
        Publisher = reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5),
    };
}
