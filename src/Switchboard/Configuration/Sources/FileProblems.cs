using System.Text.Json;

namespace Switchboard.Configuration.Sources;

/// <summary>The problems of a configuration file as a whole.</summary>
internal static class FileProblems
{
    /// <summary>The file does not exist.</summary>
    public static ConfigurationProblem Missing(string file) =>
        new(file, "does not exist", "Create it, or name another file.");

    /// <summary>What is named is a folder.</summary>
    public static ConfigurationProblem Folder(string file) =>
        new(file, "is a folder", "Name the file in it.");

    /// <summary>The file cannot be opened or read.</summary>
    public static ConfigurationProblem Unreadable(string file, Exception exception) =>
        new(file, $"cannot be read: {exception.Message.TrimEnd('.')}", "Let the server's account read it.");

    /// <summary>The file holds something other than an object.</summary>
    public static ConfigurationProblem NoObject(string file) =>
        new(file, "holds no JSON object", "Write the options into one pair of braces.");

    /// <summary>The file is not JSON.</summary>
    public static ConfigurationProblem NoJson(string file, JsonException exception) =>
        new($"{file}:{exception.LineNumber + 1}:{exception.BytePositionInLine + 1}", $"is not JSON: {Reason(exception)}", "Correct it at that line and column.");

    private static string Reason(JsonException exception)
    {
        // The message ends with the position once more, counted from zero.
        var end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var reason = end < 0 ? exception.Message : exception.Message[..end];
        return reason.TrimEnd('.');
    }
}
