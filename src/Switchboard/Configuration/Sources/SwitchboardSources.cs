using Microsoft.Extensions.Configuration;

namespace Switchboard.Configuration.Sources;

/// <summary>The sources of the stand-alone server's configuration.</summary>
internal static class SwitchboardSources
{
    /// <summary>The file that is read from the working directory if no other is named.</summary>
    public const string DefaultFile = "switchboard.json";

    /// <summary>Adds the file, the environment and the command line. What comes later wins.</summary>
    /// <param name="builder">The configuration.</param>
    /// <param name="file">The file's path, which must exist; null reads <see cref="DefaultFile"/> if it is there.</param>
    /// <param name="settings">The command line's settings, as <see cref="CommandLineSettings"/> takes them.</param>
    /// <param name="watch">Whether to read the file again when it changes.</param>
    /// <exception cref="FormatException">A setting has no key or no equals sign.</exception>
    public static IConfigurationBuilder AddSwitchboardSources(
        this IConfigurationBuilder builder,
        string? file,
        IEnumerable<string> settings,
        bool watch) =>
        builder
            .Add(new SwitchboardFileSource(file ?? DefaultFile, required: file is not null, watch))
            .AddEnvironmentVariables()
            .AddInMemoryCollection(settings.Select(Parse));

    private static KeyValuePair<string, string?> Parse(string setting) =>
        CommandLineSettings.TryParse(setting, out var parsed)
            ? parsed.Value
            : throw new FormatException($"'{setting}' is no setting. Write key=value, such as limits.messageBytes=65536.");
}
