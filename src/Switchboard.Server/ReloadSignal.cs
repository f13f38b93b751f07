using System.Globalization;
using System.Runtime.InteropServices;

namespace Switchboard.Server;

/// <summary>Reads the configuration again on SIGHUP, as daemons do. Where the process was told to ignore it, by nohup, it stays ignored.</summary>
internal static class ReloadSignal
{
    private const int Hangup = 1;
    private const string StatusFile = "/proc/self/status";
    private const string IgnoredSignals = "SigIgn:";

    /// <summary>Watches for the signal; null where it is not to be watched for. On Windows it tells that the console closes.</summary>
    public static PosixSignalRegistration? Watch(IConfigurationRoot configuration)
        => OperatingSystem.IsWindows() || IsIgnored() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            configuration.Reload();
        });

    // Linux tells; elsewhere a program under nohup reads its configuration once more, which does no harm.
    private static bool IsIgnored()
    {
        var line = File.Exists(StatusFile) ? File.ReadLines(StatusFile).FirstOrDefault(static line => line.StartsWith(IgnoredSignals, StringComparison.Ordinal)) : null;
        return line is not null
            && ulong.TryParse(line[IgnoredSignals.Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var mask)
            && (mask & (1UL << (Hangup - 1))) != 0;
    }
}
