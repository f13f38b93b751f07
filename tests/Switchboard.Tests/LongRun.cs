using FsCheck;

namespace Switchboard.Tests;

/// <summary>How much is tested: <c>SWITCHBOARD_LONG=1</c> asks for a hundred times as many cases and for the soak tests.</summary>
internal static class LongRun
{
    private const int Cases = 300;
    private const int Factor = 100;

    public static bool IsOn => Environment.GetEnvironmentVariable("SWITCHBOARD_LONG") == "1";

    public static Config Config => Config.QuickThrowOnFailure.WithMaxTest(IsOn ? Cases * Factor : Cases);
}
