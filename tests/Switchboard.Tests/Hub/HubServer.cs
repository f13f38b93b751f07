using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Hosting;
using Switchboard.Tests.Security;
using Switchboard.Transports;
using Xunit;

namespace Switchboard.Tests.Hub;

/// <summary>A hub on a real Kestrel, at a free port of loopback.</summary>
internal sealed class HubServer : IAsyncDisposable
{
    private const string Everybody = """["service", "user", "anonymous"]""";

    private static readonly string _settings = $$"""
        {
          "Switchboard": {
            "Namespaces": {
              "default": { "AllowSubscribe": {{Everybody}}, "AllowPublish": {{Everybody}}, "AllowCall": {{Everybody}} },
              "chat": {
                "HistorySize": 100, "Presence": true, "JoinLeave": true,
                "AllowSubscribe": {{Everybody}}, "AllowPublish": {{Everybody}}, "AllowHistory": {{Everybody}}, "AllowPresence": {{Everybody}}
              },
              "cache": { "HistorySize": 10, "Recovery": "cache", "AllowSubscribe": {{Everybody}}, "AllowPublish": {{Everybody}} },
              "filtered": { "HistorySize": 10, "AllowTagFilter": true, "AllowSubscribe": {{Everybody}} },
              "unicode": { "NamePattern": ".+", "AllowSubscribe": {{Everybody}} },
              "closed": {}
            },
            "Connections": { "AllowAnonymous": true },
            "Tokens": { "HmacSecret": "{{SigningKeys.Secret}}" },
            "Shutdown": { "DrainSeconds": 0 }
          }
        }
        """;

    private readonly WebApplication _application;

    private HubServer(WebApplication application) => _application = application;

    public int Port { get; private set; }

    public ConnectionRegistry Connections => Get<ConnectionRegistry>();

    public ChannelRegistry Channels => Get<ChannelRegistry>();

    public ConnectionLimiter ConnectionLimiter => Get<ConnectionLimiter>();

    /// <summary>Starts a hub on which anonymous connections may do nearly everything.</summary>
    /// <param name="options">Options that differ, as <c>Limits:MessageBytes=100</c>.</param>
    public static Task<HubServer> StartAsync(params string[] options) => StartAsync(TimeProvider.System, HubListener.WebServer, options);

    /// <summary>Starts a hub behind TLS, with a certificate of its own, on HTTP/1.1 and HTTP/2.</summary>
    public static Task<HubServer> StartEncryptedAsync(params string[] options) => StartAsync(TimeProvider.System, HubListener.Encrypted, options);

    /// <summary>Starts a hub with more in it: hooks, say.</summary>
    public static Task<HubServer> StartAsync(Action<ISwitchboardBuilder> configure, params string[] options)
        => StartAsync(TimeProvider.System, HubListener.WebServer, options, configure);

    /// <summary>Starts a hub with more in it, whose time is the test's.</summary>
    public static Task<HubServer> StartAsync(TimeProvider time, Action<ISwitchboardBuilder> configure, params string[] options)
        => StartAsync(time, HubListener.WebServer, options, configure);

    public T Get<T>()
        where T : notnull
        => _application.Services.GetRequiredService<T>();

    /// <summary>Publishes as the server itself.</summary>
    public async Task<Position> PublishAsync(string channel, string json, IReadOnlyDictionary<string, string>? tags = null)
    {
        Assert.True(Get<SettingsHolder>().Current.Namespaces.TryResolve(channel, out var space));
        var order = new PublicationRequest(channel, space, Encoding.UTF8.GetBytes(json)) { Tags = tags };
        var outcome = await Get<PublishPipeline>().PublishAsync(order, CancellationToken.None);
        Assert.True(outcome.IsSuccess);
        return outcome.Value;
    }

    public Task StopAsync() => _application.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    /// <summary>Starts a hub whose time is the test's.</summary>
    public static async Task<HubServer> StartAsync(TimeProvider time, HubListener listeners, params string[] options)
        => await StartAsync(time, listeners, options, static _ => { });

    /// <summary>Starts a hub in any way.</summary>
    public static async Task<HubServer> StartAsync(
        TimeProvider time, HubListener listeners, string[] options, Action<ISwitchboardBuilder> configure)
    {
        var isEncrypted = listeners is HubListener.Encrypted or HubListener.DirectEncrypted;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        if (isEncrypted)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener =>
        {
            listener.Protocols = isEncrypted ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
            if (isEncrypted)
            {
                listener.UseHttps(CreateCertificate());
            }
        }));
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(_settings)));
        builder.Configuration.AddInMemoryCollection(options.Select(option => option.Split('=', 2))
            .Select(pair => KeyValuePair.Create($"{SwitchboardOptions.SectionName}:{pair[0]}", (string?)pair[1])));
        builder.Services.AddRouting();
        builder.Services.AddSingleton(time);
        configure(builder.Services.AddSwitchboard(builder.Configuration));
        if (listeners is HubListener.Direct or HubListener.DirectEncrypted)
        {
            builder.Services.AddDirectListener(new ListenerOptions { EventLoops = 2 });
        }

        var application = builder.Build();
        application.MapSwitchboard();
        await application.StartAsync(TestContext.Current.CancellationToken);
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new HubServer(application) { Port = new Uri(addresses.Single()).Port };
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);
    }
}
