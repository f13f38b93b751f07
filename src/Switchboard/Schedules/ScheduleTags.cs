using System.Globalization;

namespace Switchboard.Schedules;

/// <summary>The tag by which something scheduled says that it is late.</summary>
internal static class ScheduleTags
{
    /// <summary>By how many milliseconds it is late. Only where it is.</summary>
    public const string LateMilliseconds = "late_ms";

    /// <summary>The tags, with the lateness among them.</summary>
    public static Dictionary<string, string> WithLateness(IReadOnlyDictionary<string, string>? tags, TimeSpan lateness)
        => new(tags ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            [LateMilliseconds] = ((long)lateness.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
        };
}
