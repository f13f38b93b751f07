using System.Data.Common;
using Switchboard.Extensibility;

namespace Switchboard.Storage.Schedules;

/// <summary>Reads rows of schedules.</summary>
internal static class ScheduleRow
{
    /// <summary>The columns that are read.</summary>
    public const string Columns = "owner, id, revision, due_at, body";

    /// <summary>Reads all rows that are left.</summary>
    public static async Task<List<StoredSchedule>> ReadAllAsync(DbDataReader reader)
    {
        var schedules = new List<StoredSchedule>();
        while (await reader.ReadAsync())
        {
            schedules.Add(Read(reader));
        }

        return schedules;
    }

    /// <summary>Reads the row where the reader stands.</summary>
    public static StoredSchedule Read(DbDataReader reader) => new(reader.GetString(0), reader.GetString(1))
    {
        Revision = reader.GetString(2),
        DueAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)),
        Body = reader.GetFieldValue<byte[]>(4),
    };
}
