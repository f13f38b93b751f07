using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Switchboard.Server.CommandLine;

/// <summary><c>switchboard version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Prints one line of JSON with version, commit, runtime and platform." };
        var command = new Command("version", "Prints the version of the server, of .NET and of the platform.");
        command.Options.Add(json);
        command.SetAction(result => Print(result.InvocationConfiguration.Output, result.GetValue(json)));
        return command;
    }

    private static void Print(TextWriter output, bool asJson)
    {
        // The build appends the commit behind a plus sign where it knows it.
        var parts = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', 2);
        var version = parts[0];
        var commit = parts.ElementAtOrDefault(1);
        var runtime = RuntimeInformation.FrameworkDescription;
        var platform = RuntimeInformation.RuntimeIdentifier;
        output.WriteLine(asJson
            ? JsonSerializer.Serialize(new { version, commit, runtime, platform })
            : $"switchboard {version} ({runtime}, {platform})");
    }
}
