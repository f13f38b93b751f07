using Switchboard.Configuration;
using Switchboard.Configuration.Sources;
using Switchboard.Server.CommandLine;

namespace Switchboard.Server;

/// <summary>Runs the stand-alone server.</summary>
internal static class ServerHost
{
    /// <summary>Runs until the process is asked to end.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ServeOptions options, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddSwitchboardSources(options.ConfigFile, options.Settings, watch: true);
        var loader = ServerConfiguration.CreateLoader(builder.Configuration);
        var reading = loader.Load();
        if (reading.Problems.Count > 0)
        {
            ConfigurationReport.WriteText(Console.Error, reading.Problems);
            return ExitCodes.InvalidConfiguration;
        }

        builder.Logging.AddFormattedConsole(options.LogFormat);
        builder.Services.AddSingleton(loader);
        builder.Services.AddSingleton(new SettingsHolder(SwitchboardSettings.From(reading.Options)));
        builder.Services.AddHostedService<SettingsReloader>();
        if (options.Urls is not null)
        {
            builder.WebHost.UseUrls(options.Urls);
        }

        await using var application = builder.Build();
        await application.StartAsync(cancellationToken);
        await application.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Success;
    }
}
