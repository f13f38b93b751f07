using System.Globalization;

namespace Switchboard.Server.CommandLine.Output;

/// <summary>Times as people read them, in UTC.</summary>
internal static class Times
{
    /// <summary>A time given in Unix milliseconds.</summary>
    public static string OfMilliseconds(long unixMilliseconds)
        => DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time soon to come, as options take it.</summary>
    public static string Example() => TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd'T09:00:00Z'", CultureInfo.InvariantCulture);

    /// <summary>How long something has lasted, such as 3d 04:05:06.</summary>
    public static string OfSpan(TimeSpan span)
        => span.Days > 0 ? $"{span.Days}d {span:hh\\:mm\\:ss}" : span.ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture);
}
