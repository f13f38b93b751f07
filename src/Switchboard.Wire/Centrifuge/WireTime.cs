namespace Switchboard.Wire.Centrifuge;

/// <summary>Times on the wire: milliseconds since 1970, 0 for none.</summary>
internal static class WireTime
{
    private static readonly long _latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The time that the wire's number says.</summary>
    /// <exception cref="FormatException">There is no such time.</exception>
    public static DateTimeOffset From(long milliseconds)
    {
        if (milliseconds < 0 || milliseconds > _latest)
        {
            throw new FormatException("A time is out of range.");
        }

        return milliseconds == 0 ? default : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
