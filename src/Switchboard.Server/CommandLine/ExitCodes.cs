namespace Switchboard.Server.CommandLine;

/// <summary>What the process ends with. docs/command-line.md lists the same.</summary>
internal static class ExitCodes
{
    /// <summary>Everything went well, or the reader of the output has gone.</summary>
    public const int Success = 0;

    /// <summary>Something failed, or the command line is wrong.</summary>
    public const int Failure = 1;

    /// <summary>The configuration is invalid.</summary>
    public const int InvalidConfiguration = 2;

    /// <summary>The server was not reached, or did not answer in time.</summary>
    public const int Unreachable = 3;

    /// <summary>The server does not accept the key or the token, or there is none.</summary>
    public const int Unauthorized = 4;

    /// <summary>The server answered with an error of the catalogue.</summary>
    public const int Refused = 5;

    /// <summary>The server cannot listen on an address, because it is taken, not of this machine, or not allowed.</summary>
    public const int CannotListen = 6;

    /// <summary>The audit was tampered with, or is damaged.</summary>
    public const int Tampered = 7;

    /// <summary>Ended by Ctrl+C: 128 and the number of the signal.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by SIGTERM: 128 and the number of the signal.</summary>
    public const int Terminated = 143;

    /// <summary>The exit codes as the help shows them.</summary>
    public static string Help => $"Exit codes: {string.Join(", ", All.Select(code => $"{code.Number} {code.Meaning}"))}.";

    /// <summary>Every exit code with its meaning in a few words.</summary>
    public static IReadOnlyList<(int Number, string Meaning)> All { get; } =
    [
        (Success, "success"),
        (Failure, "failure or wrong command line"),
        (InvalidConfiguration, "invalid configuration"),
        (Unreachable, "server not reached"),
        (Unauthorized, "key or token not accepted"),
        (Refused, "refused by the server"),
        (CannotListen, "cannot listen"),
        (Tampered, "audit not sound"),
        (Interrupted, "ended by Ctrl+C"),
        (Terminated, "ended by SIGTERM"),
    ];
}
