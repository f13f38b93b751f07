using System.CommandLine;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine;

/// <summary><c>switchboard serve</c>, and <c>switchboard</c> alone: runs the server.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command, and gives <paramref name="root"/> the same options and action.</summary>
    public static Command Create(Command root)
    {
        var command = new Command("serve", "Runs the server until it is asked to end (SIGTERM, Ctrl+C); asked once more, it ends at once. This is what happens without a command, too.");
        Configure(command);
        Configure(root);
        return command;
    }

    private static void Configure(Command command)
    {
        var configuration = new ConfigurationArguments();
        var urls = new Option<string?>("--urls", "-u")
        {
            Description = $"The addresses to listen on, separated by semicolons, such as http://0.0.0.0:80. Wins over ASPNETCORE_URLS and the like. Without any, {ServerAddress.Default}",
            HelpName = "URLS",
        };
        var logFormat = new Option<LogFormat>("--log-format")
        {
            Description = "How log lines look: text for people, json for log collectors.",
            HelpName = "text|json",
        };
        configuration.AddTo(command);
        command.Options.Add(urls);
        command.Options.Add(logFormat);
        command.SetAction((result, cancellationToken) => ServerHost.RunAsync(
            new ServeOptions
            {
                ConfigFile = result.GetValue(configuration.File),
                Urls = result.GetValue(urls),
                Settings = result.GetValue(configuration.Settings) ?? [],
                LogFormat = result.GetValue(logFormat),
            },
            cancellationToken));
    }
}
