namespace Switchboard.Storage;

/// <summary>Where a SQLite store lies, and how it is used.</summary>
public sealed class SqliteStoreOptions : StoreOptions
{
    /// <summary>The file; it is made with its folder where there is none. Beside it lie <c>-wal</c>, <c>-shm</c> and <c>.lock</c>. Must be on a local disk.</summary>
    public string Path { get; set; } = "data/switchboard.db";

    /// <summary>How many connections read at once. 2 by default.</summary>
    public int Readers { get; set; } = 2;

    /// <summary>Kilobytes of the file that each connection keeps in memory. 16,384 by default.</summary>
    public int CacheKilobytes { get; set; } = 16_384;
}
