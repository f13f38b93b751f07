namespace Switchboard.Server.CommandLine;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    /// <summary>Everything went well.</summary>
    public const int Success = 0;

    /// <summary>Something failed, or the command line is wrong.</summary>
    public const int Failure = 1;

    /// <summary>The configuration is invalid.</summary>
    public const int InvalidConfiguration = 2;

    /// <summary>The exit codes as the help shows them.</summary>
    public const string Help = "Exit codes: 0 success, 1 failure or wrong command line, 2 invalid configuration.";
}
