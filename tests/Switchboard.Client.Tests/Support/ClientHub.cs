using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Hosting;
using Switchboard.Storage;

namespace Switchboard.Client.Tests.Support;

/// <summary>A hub on a real Kestrel, with which clients of the tests talk.</summary>
internal sealed class ClientHub : IAsyncDisposable
{
    public const string Secret = "a secret of sixty-four bytes, which is enough for every HS algorithm";

    private const string Key = "a key for everything";

    private const string Everybody = """["service", "user", "anonymous"]""";

    private static readonly string _settings = $$"""
        {
          "Switchboard": {
            "Namespaces": {
              "default": {
                "HistorySize": 1000, "Presence": true, "JoinLeave": true,
                "AllowSubscribe": {{Everybody}}, "AllowPublish": {{Everybody}}, "AllowHistory": {{Everybody}}, "AllowPresence": {{Everybody}}, "AllowCall": {{Everybody}}
              },
              "plain": { "AllowSubscribe": {{Everybody}}, "AllowPublish": {{Everybody}} },
              "board": {
                "Type": "map", "AllowTagFilter": true, "MapStreamSize": 10000, "MapStreamAgeSeconds": 3600,
                "AllowSubscribe": {{Everybody}}, "AllowPublish": {{Everybody}}, "AllowHistory": {{Everybody}}
              },
              "grow": { "Mutable": true, "HistorySize": 1000, "AllowSubscribe": {{Everybody}}, "AllowPublish": {{Everybody}}, "AllowHistory": {{Everybody}} },
              "short": { "HistorySize": 2, "AllowSubscribe": {{Everybody}}, "AllowPublish": {{Everybody}} },
              "closed": {}
            },
            "Connections": { "AllowAnonymous": true },
            "Tokens": { "HmacSecret": "{{Secret}}" },
            "Api": { "Keys": [ { "Name": "all", "Key": "{{Key}}" } ] },
            "Shutdown": { "DrainSeconds": 0 }
          }
        }
        """;

    private readonly WebApplication _application;
    private readonly HttpClient _http;

    private ClientHub(WebApplication application, int port, bool isEncrypted)
    {
        _application = application;
        Port = port;
        Url = new Uri($"{(isEncrypted ? "wss" : "ws")}://localhost:{port}/connection/websocket");
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public WebApplication Application => _application;

    public int Port { get; }

    public Uri Url { get; }

    /// <summary>Starts a hub on which anonymous connections may do nearly everything.</summary>
    /// <param name="options">Options that differ, as <c>Limits:MessageBytes=100</c>.</param>
    public static Task<ClientHub> StartAsync(params string[] options) => StartAsync(TimeProvider.System, certificate: null, options);

    /// <summary>Starts a hub whose time is the test's.</summary>
    public static Task<ClientHub> StartAsync(TimeProvider time, params string[] options) => StartAsync(time, certificate: null, options);

    /// <summary>Starts a hub behind TLS.</summary>
    public static Task<ClientHub> StartAsync(X509Certificate2 certificate) => StartAsync(TimeProvider.System, certificate);

    /// <summary>Starts a hub on a SQLite file, which another hub may have left behind.</summary>
    public static Task<ClientHub> StartDurableAsync(string path, params string[] options)
        => StartAsync(TimeProvider.System, certificate: null, hub => hub.UseSqlite(store => store.Path = path), options);

    private static Task<ClientHub> StartAsync(TimeProvider time, X509Certificate2? certificate, params string[] options)
        => StartAsync(time, certificate, static _ => { }, options);

    private static async Task<ClientHub> StartAsync(TimeProvider time, X509Certificate2? certificate, Action<ISwitchboardBuilder> build, string[] options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener =>
        {
            listener.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
            {
                listener.UseHttps(certificate);
            }
        }));
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(_settings)));
        builder.Configuration.AddInMemoryCollection(options.Select(option => option.Split('=', 2))
            .Select(pair => KeyValuePair.Create($"Switchboard:{pair[0]}", (string?)pair[1])));
        builder.Services.AddRouting();
        builder.Services.AddSingleton(time);
        build(builder.Services.AddSwitchboard(builder.Configuration));
        var application = builder.Build();
        application.MapSwitchboard();
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new ClientHub(application, new Uri(application.Urls.Single()).Port, certificate is not null);
    }

    /// <summary>Calls a method of the HTTP API.</summary>
    public async Task<JsonElement> ApiAsync(string method, object parameters)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/{method}") { Content = JsonContent.Create(parameters) };
        request.Headers.Add("X-API-Key", Key);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return body.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException(body.GetRawText());
    }

    /// <summary>Publishes as a service.</summary>
    public Task PublishAsync(string channel, object data) => ApiAsync("publish", new { channel, data });

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _application.DisposeAsync();
    }
}
