using Microsoft.Extensions.Logging;

namespace Switchboard.Configuration;

/// <summary>What the configuration logs. Event ids 200 to 219.</summary>
internal static partial class ConfigurationLog
{
    /// <summary>New settings are in force.</summary>
    [LoggerMessage(EventId = 200, Level = LogLevel.Information, Message = "The changed configuration is in force. Namespaces: {Namespaces}, API keys: {Keys}.")]
    public static partial void Reloaded(ILogger logger, int namespaces, int keys);

    /// <summary>A changed configuration has a mistake.</summary>
    [LoggerMessage(EventId = 201, Level = LogLevel.Error, Message = "Configuration: {Path} {Problem}. {Remedy}")]
    public static partial void Problem(ILogger logger, string path, string problem, string remedy);

    /// <summary>A changed configuration is not used.</summary>
    [LoggerMessage(EventId = 202, Level = LogLevel.Error, Message = "The changed configuration has {Problems}. The settings stay as they were.")]
    public static partial void Refused(ILogger logger, string problems);

    /// <summary>Reading or applying a changed configuration threw.</summary>
    [LoggerMessage(EventId = 203, Level = LogLevel.Error, Message = "The changed configuration could not be put in force.")]
    public static partial void ReloadFailed(ILogger logger, Exception exception);

    /// <summary>Options that are read at the start alone differ from what the server started with.</summary>
    [LoggerMessage(EventId = 204, Level = LogLevel.Warning, Message = "These options have changed and wait for a restart: {Options}.")]
    public static partial void WaitForRestart(ILogger logger, string options);
}
