using System.Globalization;
using System.Security.Cryptography;

namespace Switchboard.Jobs;

/// <summary>Makes the ids of jobs: those of one node are greater the later they are made, also within a millisecond and when the clock is set back. Nobody can guess one.</summary>
internal sealed class JobIds
{
    private const int RandomDigits = 16;

    private const int Length = 32;

    private readonly Lock _lock = new();
    private long _time;
    private int _count;

    /// <summary>Whether a text may be one.</summary>
    public static bool IsOne(string text) => text.Length == Length && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Makes one.</summary>
    /// <param name="now">The present.</param>
    public string Next(DateTimeOffset now)
    {
        long time;
        int count;
        lock (_lock)
        {
            (_time, _count) = now.ToUnixTimeMilliseconds() is var present && present > _time ? (present, 0) : _count < ushort.MaxValue ? (_time, _count + 1) : (_time + 1, 0);
            (time, count) = (_time, _count);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{time:x12}{count:x4}{RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true)}");
    }
}
