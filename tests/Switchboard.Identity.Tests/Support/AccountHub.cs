using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration.Sources;
using Switchboard.Hosting;
using Switchboard.Storage;
using Xunit;

namespace Switchboard.Identity.Tests.Support;

/// <summary>A hub with accounts in a SQLite file, in a web application on a free port of the loopback.</summary>
internal sealed class AccountHub : IAsyncDisposable
{
    public const string Key = "a key for everything";
    public const string Password = "correct horse battery";

    private readonly WebApplication _application;
    private readonly DirectoryInfo? _folder;

    private AccountHub(WebApplication application, DirectoryInfo? folder)
    {
        (_application, _folder) = (application, folder);
        BaseAddress = new Uri(application.Urls.First());
        Client = CreateClient();
    }

    public Uri BaseAddress { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _application.Services;

    public ConnectionClient Wires => new(BaseAddress);

    /// <summary>Starts a hub.</summary>
    /// <param name="accounts">Options of the section accounts, as JSON without braces.</param>
    /// <param name="configure">Changes the builder.</param>
    /// <param name="use">Does something with the application.</param>
    /// <param name="path">The file of the store; null for one of its own, which is gone with the hub.</param>
    public static async Task<AccountHub> StartAsync(string accounts = "", Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? use = null, string? path = null)
    {
        var folder = path is null ? Directory.CreateTempSubdirectory("switchboard-") : null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(Parse($$"""
            {
              "namespaces": { "default": { "allowSubscribe": ["user"] } },
              "security": { "storage": "durable" },
              "accounts": { "enabled": true },
              "connections": { "allowedOrigins": ["https://app.example.com"] },
              "api": { "keys": [ { "name": "all", "key": "{{Key}}" } ] },
              "shutdown": { "drainSeconds": 0 }
            }
            """));
        builder.Configuration.AddInMemoryCollection(Parse($$"""{ "accounts": { {{accounts}} } }"""));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.Configure<PasswordHasherOptions>(static hasher => hasher.IterationCount = 1000);
        configure?.Invoke(builder);
        builder.Services.AddSwitchboard(builder.Configuration).AddIdentity().UseSqlite(store => store.Path = path ?? Path.Combine(folder!.FullName, "hub.db"));
        var application = builder.Build();
        application.MapSwitchboard();
        use?.Invoke(application);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new AccountHub(application, folder);
    }

    /// <summary>A client that follows nothing and keeps no cookies of itself.</summary>
    public HttpClient CreateClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = BaseAddress };

    /// <summary>Makes an account with the password that all have here.</summary>
    public async Task CreateAccountAsync(string user, params string[] roles)
        => await CallAsync("account_create", new { user, roles, password = Password });

    /// <summary>Calls a method with the key, and gives its result.</summary>
    public async Task<JsonElement> CallAsync(string method, object parameters)
    {
        var answer = await AskAsync(method, parameters);
        Assert.True(answer.TryGetProperty("result", out var result), answer.GetRawText());
        return result;
    }

    /// <summary>Calls a method with the key, and gives the code of its error.</summary>
    public async Task<uint> ErrorOfAsync(string method, object parameters)
    {
        var answer = await AskAsync(method, parameters);
        return answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetUInt32() : 0;
    }

    public async Task<JsonElement> AskAsync(string method, object parameters)
    {
        using var response = await SendAsync($"/api/{method}", parameters, ("X-API-Key", Key));
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    /// <summary>Posts JSON.</summary>
    public async Task<HttpResponseMessage> SendAsync(string path, object body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Signs in, and gives the result.</summary>
    public async Task<JsonElement> LoginAsync(string user, string password = Password)
    {
        using var response = await SendAsync("/api/login", new { user, password });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("result");
    }

    /// <summary>Tries to sign in, and gives the status.</summary>
    public async Task<HttpStatusCode> TryLoginAsync(string user, string password)
    {
        using var response = await SendAsync("/api/login", new { user, password });
        return response.StatusCode;
    }

    /// <summary>Goes on with a refresh token.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Result)> RefreshAsync(string token)
    {
        using var response = await SendAsync("/api/login_refresh", new { refresh_token = token });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return (response.StatusCode, answer.TryGetProperty("result", out var result) ? result : default);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
        _folder?.Delete(recursive: true);
    }

    private static Dictionary<string, string?> Parse(string json)
    {
        var (data, problems) = SwitchboardFileParser.Parse("switchboard.json", Encoding.UTF8.GetBytes(json));
        Assert.Empty(problems);
        return data;
    }
}
