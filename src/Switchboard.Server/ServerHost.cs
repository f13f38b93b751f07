using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Switchboard.Configuration;
using Switchboard.Configuration.Sources;
using Switchboard.Hosting;
using Switchboard.Identity;
using Switchboard.Server.CommandLine;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.OpenApi;
using Switchboard.Server.Tls;
using Switchboard.Server.Welcome;

namespace Switchboard.Server;

/// <summary>Runs the stand-alone server.</summary>
internal static class ServerHost
{
    // The hub never blocks a thread, so that what arrives on a socket is handled where the kernel announces it. Read once, when the
    // first socket is made. docs/decisions/0001-bytes-in-and-out.md has the figures.
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Runs until the process is asked to end.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ServeOptions options, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
        {
            Environment.SetEnvironmentVariable(InlineCompletions, "1");
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddSwitchboardSources(options.ConfigFile, options.Settings, watch: true);
        var reading = ServerConfiguration.CreateLoader(builder.Configuration).Load();
        if (reading.Problems.Count > 0)
        {
            ConfigurationReport.WriteText(Console.Error, reading.Problems);
            return ExitCodes.InvalidConfiguration;
        }

        var urls = options.Urls ?? DefaultUrls(builder.Configuration);
        var addresses = ListenAddresses.Find(urls, builder.Configuration);
        if (builder.Configuration.LacksCertificate(reading.Options.Tls, addresses))
        {
            await Console.Error.WriteLineAsync($"switchboard: {StartupFailures.NoCertificate}");
            return ExitCodes.CannotListen;
        }

        var failures = new StartupFailures();
        builder.Logging.AddFormattedConsole(options.LogFormat);
        failures.Silence(builder.Logging);
        builder.Services.AddSwitchboard(builder.Configuration).AddConfiguredStore(reading.Options).AddConfiguredCarriers(reading.Options).AddIdentity();
        ConfigureKestrel(builder, reading.Options.Limits);
        if (reading.Options.Listener.TakeUpgrades && !NeedsMiddleware(builder.Configuration))
        {
            builder.Services.AddDirectListener(reading.Options.Listener);
        }

        if (urls is not null)
        {
            builder.WebHost.UseUrls(urls);
            builder.WebHost.PreferHostingUrls(options.Urls is not null);
        }

        builder.AddTls(reading.Options.Tls, addresses);
        await using var application = builder.Build();
        using var impatience = Impatience.Watch(application.Lifetime);
        application.UseTrustedProxies();
        application.UseSecurityHeaders();
        if (reading.Options.Tls.HstsSeconds > 0)
        {
            application.UseHsts();
        }

        application.MapSwitchboard();
        if (reading.Options.WelcomePage)
        {
            application.MapWelcome();
        }

        using var telemetry = Telemetry.Start(reading.Options.Telemetry.OtlpEndpoint);
        using var reload = ReloadSignal.Watch(builder.Configuration);
        application.MapApiDescription();
        var code = await failures.StartAsync(application, string.Join(';', addresses), cancellationToken);
        if (code == ExitCodes.Success)
        {
            await application.WaitForShutdownAsync(cancellationToken);
        }

        return code;
    }

    /// <summary>Where to listen when nothing says so: where the commands look for a server. Null where the framework's own settings do.</summary>
    internal static string? DefaultUrls(IConfiguration configuration)
    {
        string[] settings = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];
        return settings.Any(name => !string.IsNullOrEmpty(configuration[name])) || ListenAddresses.HasEndpoints(configuration)
            ? null
            : ServerAddress.Default.GetLeftPart(UriPartial.Authority);
    }

    // The framework's own settings for proxies and host names are kept by its middleware, which upgrades that pass it by would not see.
    private static bool NeedsMiddleware(ConfigurationManager configuration)
        => configuration.GetValue("FORWARDEDHEADERS_ENABLED", false) || configuration["ALLOWEDHOSTS"] is not (null or "" or "*");

    private static void ConfigureKestrel(WebApplicationBuilder builder, LimitOptions limits)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = limits.RequestLineBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = limits.RequestHeaderBytes;
        });

        // The hub never blocks a thread, so that reads may go on where they completed instead of hopping to the pool.
        builder.Services.Configure<SocketTransportOptions>(static sockets => sockets.UnsafePreferInlineScheduling = true);
    }
}
