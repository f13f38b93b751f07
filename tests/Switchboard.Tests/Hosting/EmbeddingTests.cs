using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Hosting;
using Switchboard.Tests.Configuration;
using Switchboard.Tests.Hub;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Hosting;

/// <summary>The hub as part of an ASP.NET Core application, on a real Kestrel.</summary>
public sealed class EmbeddingTests
{
    private const string Socket = "/connection/websocket";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CookieLogin_Option_MakesTheConnectionTheUser()
    {
        await using var application = await StartAsync(options => options.Connections.ApplicationUsers = true);
        var cookie = await LoginAsync(application);

        await using var socket = await ConnectAsync(application, $"Cookie: {cookie}\r\n");

        Assert.Contains("\"#42\"", await socket.ReceiveTextAsync(), StringComparison.Ordinal);
        var connection = Assert.Single(application.Services.GetRequiredService<ConnectionRegistry>().All);
        Assert.Equal("admin", connection.Principal.Claims.Single(claim => claim.Type == ClaimTypes.Role).Value);
        Assert.NotEqual(0, connection.ExpiresAt);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "Sec-Fetch-Site: cross-site\r\n")]
    [InlineData(true, "Sec-Fetch-Site: same-site\r\n")]
    public async Task CookieLogin_NotAskedForOrOfAnotherSitesMaking_IsNotUsed(bool isOn, string headers)
    {
        await using var application = await StartAsync(options => options.Connections.ApplicationUsers = isOn);
        var cookie = await LoginAsync(application);

        await using var socket = await ConnectAsync(application, $"Cookie: {cookie}\r\n{headers}");

        Assert.Contains("101", await socket.ReceiveTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CookieLogin_ForeignOrigin_IsRefusedAtTheHandshake()
    {
        await using var application = await StartAsync(options => options.Connections.ApplicationUsers = true);
        var cookie = await LoginAsync(application);

        await using var socket = await RawWebSocket.ConnectAsync(PortOf(application), $"Cookie: {cookie}\r\nOrigin: https://evil.example\r\n");

        Assert.Equal(403, socket.Status);
    }

    [Fact]
    public void ApplicationUsers_AnyOriginAllowed_IsRefusedAtStart()
    {
        var problem = Assert.Throws<InvalidConfigurationException>(() => new ServiceCollection().AddSwitchboard(options =>
        {
            options.Connections.ApplicationUsers = true;
            options.Connections.AllowedOrigins.Add("*");
        }));

        Assert.Contains("connections.applicationUsers", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MapSwitchboard_Prefix_IsBeforeEveryAddress(bool byGroup)
    {
        await using var application = await StartAsync(
            static options => options.Connections.AllowAnonymous = true,
            application => _ = byGroup ? application.MapGroup("/realtime").MapSwitchboard() : application.MapSwitchboard("/realtime"));

        await using var there = await RawWebSocket.ConnectAsync(PortOf(application), path: "/realtime" + Socket);
        await using var elsewhere = await RawWebSocket.ConnectAsync(PortOf(application));

        Assert.Equal((101, 404), (there.Status, elsewhere.Status));
    }

    [Fact]
    public async Task RequireAuthorization_OnWhatMapSwitchboardReturns_KeepsStrangersOut()
    {
        await using var application = await StartAsync(
            static options => options.Connections.ApplicationUsers = true, application => application.MapSwitchboard().RequireAuthorization());
        var cookie = await LoginAsync(application);

        await using var stranger = await RawWebSocket.ConnectAsync(PortOf(application));
        await using var user = await RawWebSocket.ConnectAsync(PortOf(application), $"Cookie: {cookie}\r\n");

        Assert.Equal((401, 101), (stranger.Status, user.Status));
    }

    [Fact]
    public async Task RequireHost_OnWhatMapSwitchboardReturns_Holds()
    {
        await using var application = await StartAsync(
            static options => options.Connections.AllowAnonymous = true, application => application.MapSwitchboard().RequireHost("other.test"));

        await using var socket = await RawWebSocket.ConnectAsync(PortOf(application));

        Assert.Equal(404, socket.Status);
    }

    [Fact]
    public async Task MapSwitchboard_Forgotten_IsSaidAtStart()
    {
        var logger = new RecordingLogger<MappingCheck>();
        await using var application = await StartAsync(
            static _ => { }, static _ => { }, services => services.AddSingleton<ILogger<MappingCheck>>(logger));

        Assert.Contains("app.MapSwitchboard()", Assert.Single(logger.Entries).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MapCall_WithoutItsNamespace_IsSaidAtStart()
    {
        var logger = new RecordingLogger<MappingCheck>();
        await using var application = await StartAsync(
            static _ => { },
            static application =>
            {
                application.MapSwitchboard();
                application.MapCall("ping", static () => "pong");
                application.MapCall("math:sum", static (int number) => number);
            },
            services => services.AddSingleton<ILogger<MappingCheck>>(logger));

        Assert.Contains("'math:sum'", Assert.Single(logger.Entries).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddSwitchboard_Forgotten_IsSaidByMapSwitchboard()
    {
        await using var application = WebApplication.CreateSlimBuilder().Build();

        var problem = Assert.Throws<InvalidOperationException>(() => application.MapSwitchboard());

        Assert.Contains("AddSwitchboard", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddSwitchboard_ConfigurationAndCode_TheCodeComesLast()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSwitchboard(options => options.Limits.ChannelsPerConnection = 7);
        services.AddSwitchboard(ConfigurationOf.Json("""{ "limits": { "channelsPerConnection": 5, "historyPage": 9 } }"""));
        services.Configure<SwitchboardOptions>(options => options.Namespaces["news"] = new NamespaceOptions());
        await using var provider = services.BuildServiceProvider();

        var settings = provider.GetRequiredService<SettingsHolder>().Current;

        Assert.Equal((7, 9), (settings.Limits.ChannelsPerConnection, settings.Limits.HistoryPage));
        Assert.True(settings.Namespaces.TryResolve("news:a", out _));
        Assert.Single(services, service => service.ServiceType == typeof(ISwitchboard));
    }

    [Fact]
    public void AddSwitchboard_CodeWithAMistake_IsRefused()
        => Assert.Throws<InvalidConfigurationException>(() => new ServiceCollection().AddSwitchboard(options => options.Hooks.Http.ConnectUrl = "http://backend.test/"));

    private static async Task<WebApplication> StartAsync(
        Action<SwitchboardOptions> configure, Action<WebApplication>? map = null, Action<IServiceCollection>? more = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie => cookie.Events.OnRedirectToLogin = static context =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        builder.Services.AddAuthorization();
        builder.Services.AddSwitchboard(options =>
        {
            options.Namespaces["default"] = new NamespaceOptions();
            options.Shutdown.DrainSeconds = 0;
            configure(options);
        });
        more?.Invoke(builder.Services);
        var application = builder.Build();
        application.UseAuthentication();
        application.UseAuthorization();
        application.MapPost("/login", static context => context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, "42"), new Claim(ClaimTypes.Role, "admin")], CookieAuthenticationDefaults.AuthenticationScheme))));
        (map ?? (static application => application.MapSwitchboard()))(application);
        await application.StartAsync(Cancelled);
        return application;
    }

    private static int PortOf(WebApplication application) => new Uri(application.Urls.Single()).Port;

    private static async Task<string> LoginAsync(WebApplication application)
    {
        using var client = new HttpClient { BaseAddress = new Uri(application.Urls.Single()) };
        using var response = await client.PostAsync("/login", content: null, Cancelled);
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static async Task<RawWebSocket> ConnectAsync(WebApplication application, string headers)
    {
        var socket = await RawWebSocket.ConnectAsync(PortOf(application), headers);
        Assert.Equal(101, socket.Status);
        await socket.SendAsync("""{"id":1,"connect":{}}""");
        return socket;
    }
}
