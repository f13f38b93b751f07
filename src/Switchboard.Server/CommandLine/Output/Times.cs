using System.Globalization;

namespace Switchboard.Server.CommandLine.Output;

/// <summary>Times as people read them, in UTC and to the millisecond, as options take them (ISO 8601).</summary>
internal static class Times
{
    private static readonly long _first = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long _last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>A time given in Unix milliseconds. What is outside of the calendar is its end.</summary>
    public static string OfMilliseconds(long unixMilliseconds)
        => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(unixMilliseconds, _first, _last)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The same for Unix seconds.</summary>
    public static string OfSeconds(long unixSeconds) => OfMilliseconds(Math.Clamp(unixSeconds, _first / 1000, _last / 1000) * 1000);

    /// <summary>A time soon to come, as options take it.</summary>
    public static string Example() => TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd'T09:00:00Z'", CultureInfo.InvariantCulture);

    /// <summary>How long something has lasted, such as 3d 04:05:06.</summary>
    public static string OfSpan(TimeSpan span)
        => span.Days > 0 ? $"{span.Days}d {span:hh\\:mm\\:ss}" : span.ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture);
}
