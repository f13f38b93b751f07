namespace Switchboard.Server.CommandLine.Output;

/// <summary>Nobody reads the output any more.</summary>
internal sealed class ClosedOutputException : Exception;
