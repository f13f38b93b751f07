using System.Globalization;

namespace Switchboard.Tests.Calls;

/// <summary>A call as a worker is given it.</summary>
internal sealed record Given(string Id, string Method, long DeadlineMilliseconds, string Data)
{
    public static Given Parse(string line)
    {
        var parts = line.Split(' ', 5);
        return new Given(parts[1], parts[2], long.Parse(parts[3], CultureInfo.InvariantCulture), parts[4]);
    }
}
