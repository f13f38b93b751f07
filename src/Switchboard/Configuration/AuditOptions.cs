using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>The audit: who did what, in a chain that shows what was changed or removed afterwards. Needs a restart.</summary>
public sealed class AuditOptions
{
    /// <summary>Whether security events and administrative acts are kept. Needs <c>security.storage</c> to be <c>durable</c>.</summary>
    public bool Enabled { get; set; }

    /// <summary>Whether clients that are let in are kept, too: an entry for each connect.</summary>
    public bool Connections { get; set; }

    /// <summary>The secret that the chain is sealed with, as text of at least 32 bytes. The same on all nodes.</summary>
    public string Key { get; set; } = "";

    /// <summary>Secrets that <c>key</c> took the place of: what they sealed is still verified.</summary>
    public List<string> EarlierKeys { get; set; } = [];

    /// <summary>A file with the secrets, in place of <c>key</c> and <c>earlierKeys</c>: one a line, the one in use first.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>The file that signed heads of the chain are appended to, or a folder, which gets a file a day. Empty writes them to the log alone.</summary>
    public string HeadsPath { get; set; } = "";

    /// <summary>Seconds between two heads, if anything was written in between.</summary>
    [Range(1, 604_800)]
    public int HeadIntervalSeconds { get; set; } = 3600;

    /// <summary>How many days entries are kept; the clock of the node that removes them tells. 0 keeps them forever.</summary>
    [Range(0, 36_500)]
    public int RetentionDays { get; set; }

    /// <summary>How many events may wait for the store. Further ones are lost, and counted.</summary>
    [Range(10, 1_000_000)]
    public int QueuedEvents { get; set; } = 10_000;
}

/// <summary>Reads the secrets of the audit.</summary>
internal static class AuditSecrets
{
    /// <summary>The fewest bytes of a secret.</summary>
    public const int MinBytes = 32;

    /// <summary>The secrets, the one in use first.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read.</exception>
    public static IReadOnlyList<string> Read(AuditOptions options) => options.KeyFile.Length == 0
        ? [options.Key, .. options.EarlierKeys]
        : [.. File.ReadLines(options.KeyFile).Select(static line => line.Trim()).Where(static line => line.Length > 0)];
}
