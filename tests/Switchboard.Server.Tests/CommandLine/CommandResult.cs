namespace Switchboard.Server.Tests.CommandLine;

/// <summary>What a process that has ended left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Errors">What it wrote to the error stream.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Errors);
