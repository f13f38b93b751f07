using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Hosting;
using Switchboard.Protocols.SocketIo;
using Switchboard.Tests.Configuration;
using Xunit;

namespace Switchboard.Tests;

/// <summary>A hub in a web application, on a free port of the loopback.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    /// <summary>The key that may do everything.</summary>
    public const string Key = "a key for everything";

    /// <summary>The key that may publish and batch only.</summary>
    public const string LimitedKey = "a key for publishing";

    /// <summary>The configuration unless a test brings its own.</summary>
    public const string Configuration = $$"""
        {
          "namespaces": {
            "default": { "historySize": 100, "presence": true, "allowSubscribe": ["anonymous"] },
            "plain": {},
            "binary": { "historySize": 10, "payload": "any" },
            "closed": { "allowPublish": [], "allowHistory": [], "allowPresence": [], "allowCall": [] }
          },
          "connections": { "allowAnonymous": true, "allowedOrigins": ["https://app.example.com"] },
          "api": {
            "maxBodyBytes": 65536, "maxBatchSize": 5,
            "keys": [ { "name": "all", "key": "{{Key}}" }, { "name": "limited", "key": "{{LimitedKey}}", "methods": ["publish", "batch"] } ]
          },
          "shutdown": { "drainSeconds": 0 }
        }
        """;

    private readonly WebApplication _application;

    private TestHub(WebApplication application)
    {
        _application = application;
        BaseAddress = new Uri(application.Urls.Single());
        Client = new HttpClient { BaseAddress = BaseAddress };
    }

    public Uri BaseAddress { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _application.Services;

    /// <summary>Starts a hub.</summary>
    /// <param name="configuration">The text of its configuration file.</param>
    /// <param name="configure">Changes its services.</param>
    /// <param name="use">Sets its Socket.IO server up.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    public static async Task<TestHub> StartAsync(
        string configuration = Configuration, Action<IServiceCollection>? configure = null, Action<SocketIoServer>? use = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(ConfigurationOf.Json(configuration));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddSwitchboard(builder.Configuration);
        configure?.Invoke(builder.Services);
        var application = builder.Build();
        application.MapSwitchboard();
        use?.Invoke(application.Services.GetRequiredService<SocketIoServer>());
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new TestHub(application);
    }

    /// <summary>Sends a body to the API.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string body, string? key = Key)
        => PostAsync(path, new ByteArrayContent(Encoding.UTF8.GetBytes(body)), key);

    /// <inheritdoc cref="PostAsync(string, string, string?)"/>
    public async Task<HttpResponseMessage> PostAsync(string path, HttpContent body, string? key = Key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        if (key is not null)
        {
            request.Headers.Add("X-API-Key", key);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Calls a method and returns the whole answer.</summary>
    public async Task<JsonElement> AskAsync(string method, string parameters = "{}", string key = Key)
    {
        using var response = await PostAsync($"/api/{method}", parameters, key);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    /// <summary>Calls a method and returns its result.</summary>
    public async Task<JsonElement> CallAsync(string method, string parameters = "{}") => (await AskAsync(method, parameters)).GetProperty("result");

    /// <summary>Calls a method and returns the code of its error.</summary>
    public async Task<uint> ErrorOfAsync(string method, string parameters = "{}", string key = Key)
        => (await AskAsync(method, parameters, key)).GetProperty("error").GetProperty("code").GetUInt32();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }
}
