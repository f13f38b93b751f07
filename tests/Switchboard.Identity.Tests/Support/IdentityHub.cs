using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Hosting;
using Switchboard.Storage;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.Support;

/// <summary>A hub with identity and a durable store in a web application, on a free port of the loopback.</summary>
internal sealed class IdentityHub : IAsyncDisposable
{
    public const string Key = "a key for everything";

    public const string AuditKey = "an audit key of thirty-two bytes or more";

    /// <summary>The options unless a test changes them.</summary>
    public const string Options = $$"""
        {
          "namespaces": { "default": { "allowSubscribe": ["user", "anonymous"] }, "device": { "historySize": 10, "allowHistory": ["user"], "allowPublish": ["service"] } },
          "connections": { "allowAnonymous": true },
          "tokens": { "hmacSecret": "a secret of thirty-two bytes or more" },
          "api": { "keys": [ { "name": "test", "key": "{{Key}}" } ] },
          "security": { "storage": "durable" },
          "audit": { "enabled": true, "key": "{{AuditKey}}" },
          "devices": { "enabled": true, "subscribe": true },
          "shutdown": { "drainSeconds": 0 }
        }
        """;

    private readonly WebApplication _application;

    private IdentityHub(WebApplication application, ShiftedTimeProvider time)
    {
        _application = application;
        Time = time;
        Address = new Uri(application.Urls.Single());
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 300 }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public ShiftedTimeProvider Time { get; }

    public IServiceProvider Services => _application.Services;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts a hub.</summary>
    /// <param name="store">The SQLite file, or the connection string of PostgreSQL.</param>
    /// <param name="change">Changes the options.</param>
    /// <param name="configure">Changes the services.</param>
    /// <param name="addsIdentity">Whether identity is added.</param>
    public static async Task<IdentityHub> StartAsync(string store, Action<JsonNode>? change = null, Action<IServiceCollection>? configure = null, bool addsIdentity = true)
    {
        var options = JsonNode.Parse(Options)!;
        change?.Invoke(options);
        var time = new ShiftedTimeProvider();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(new JsonObject { ["Switchboard"] = options }.ToJsonString())));
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<TimeProvider>(time);
        var hub = builder.Services.AddSwitchboard(builder.Configuration);
        hub = store.Contains('=', StringComparison.Ordinal) ? hub.UsePostgreSql(to => to.ConnectionString = store) : hub.UseSqlite(to => to.Path = store);
        _ = addsIdentity ? hub.AddIdentity() : hub;
        hub.UseTransactionalOutboxes();
        configure?.Invoke(builder.Services);
        var application = builder.Build();
        application.MapSwitchboard();
        await application.StartAsync(Cancelled);
        return new IdentityHub(application, time);
    }

    /// <summary>Calls a method of the HTTP API.</summary>
    /// <returns>The whole answer.</returns>
    public async Task<JsonElement> AskAsync(string method, JsonObject? parameters = null)
    {
        using var response = await PostAsync($"/api/{method}", parameters ?? [], Key);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
    }

    /// <summary>Calls a method that succeeds.</summary>
    public async Task<JsonElement> CallAsync(string method, JsonObject? parameters = null)
    {
        var answer = await AskAsync(method, parameters);
        Assert.True(answer.TryGetProperty("result", out var result), answer.GetRawText());
        return result;
    }

    /// <summary>Calls a method that does not.</summary>
    public async Task<JsonElement> ErrorAsync(string method, JsonObject? parameters = null)
    {
        var answer = await AskAsync(method, parameters);
        Assert.True(answer.TryGetProperty("error", out var error), answer.GetRawText());
        return error;
    }

    /// <summary>Sends JSON to an address.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, JsonObject body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.Add("X-API-Key", key);
        }

        return await Http.SendAsync(request, Cancelled);
    }

    /// <summary>Stops it, as a host does.</summary>
    public Task StopAsync() => _application.StopAsync(Cancelled);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _application.DisposeAsync();
    }
}
