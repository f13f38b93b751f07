using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Switchboard.Identity.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.Pages;

public sealed class LinkPagesTests
{
    private const string Another = "another long password";

    [Fact]
    public async Task Setup_FirstLink_MakesOneAdministrator()
    {
        var log = new LogLines();
        await using var hub = await AccountHub.StartAsync(configure: builder => builder.Logging.AddProvider(log));
        var link = log.Link();
        using var browser = new Browser(hub.BaseAddress);

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(link.PathAndQuery)).Status);
        var (status, _, _) = await browser.PostAsync("/account/setup", [("code", CodeOf(link)), ("user", "Root"), ("password", Another)]);

        Assert.Equal(hub.BaseAddress.Authority, link.Authority);
        Assert.Equal(HttpStatusCode.SeeOther, status);
        Assert.Contains("\"admin\"", (await browser.GetAsync("/account/me")).Text, StringComparison.Ordinal);
        var (again, text, _) = await new Browser(hub.BaseAddress).GetAsync(link.PathAndQuery);
        Assert.Equal(HttpStatusCode.BadRequest, again);
        Assert.Contains("href=\"/account/login\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setup_ShortPassword_KeepsTheUserIdAndSaysTheRuleOnce()
    {
        var log = new LogLines();
        await using var hub = await AccountHub.StartAsync(configure: builder => builder.Logging.AddProvider(log));
        var link = log.Link();
        using var browser = new Browser(hub.BaseAddress);
        await browser.GetAsync(link.PathAndQuery);

        var (status, text, _) = await browser.PostAsync("/account/setup", [("code", CodeOf(link)), ("user", "root"), ("password", "short")]);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("value=\"root\"", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("five of them different").Length);
    }

    [Fact]
    public async Task Setup_AccountsAlready_HasNoLink()
    {
        var folder = Directory.CreateTempSubdirectory("switchboard-");
        var path = Path.Combine(folder.FullName, "hub.db");
        var log = new LogLines();
        await using (var first = await AccountHub.StartAsync(configure: builder => builder.Logging.AddProvider(log), path: path))
        {
            await first.CreateAccountAsync("anna");
            Assert.Equal(HttpStatusCode.BadRequest, (await new Browser(first.BaseAddress).GetAsync(log.Link().PathAndQuery)).Status);
        }

        var second = new LogLines();
        await using (await AccountHub.StartAsync(configure: builder => builder.Logging.AddProvider(second), path: path))
        {
            Assert.DoesNotContain(second.Lines, static line => line.Contains("code=", StringComparison.Ordinal));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Setup_LinkOfAnEarlierStart_IsOver()
    {
        var folder = Directory.CreateTempSubdirectory("switchboard-");
        var path = Path.Combine(folder.FullName, "hub.db");
        var log = new LogLines();
        await using (await AccountHub.StartAsync(configure: builder => builder.Logging.AddProvider(log), path: path))
        {
            // Nobody uses it.
        }

        var second = new LogLines();
        await using (var hub = await AccountHub.StartAsync(configure: builder => builder.Logging.AddProvider(second), path: path))
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await new Browser(hub.BaseAddress).GetAsync(log.Link().PathAndQuery)).Status);
            Assert.Equal(HttpStatusCode.OK, (await new Browser(hub.BaseAddress).GetAsync(second.Link().PathAndQuery)).Status);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Create_WithoutPassword_LinkSetsIt()
    {
        await using var hub = await AccountHub.StartAsync("\"publicUrl\": \"https://hub.example.com\"");
        var link = (await hub.CallAsync("account_create", new { user = "anna" })).GetProperty("link");
        var code = link.GetProperty("code").GetString()!;

        Assert.Equal($"https://hub.example.com/account/reset?code={code}", link.GetProperty("url").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, await hub.TryLoginAsync("anna", Another));
        Assert.Contains("autocomplete=\"username\" value=\"anna\"", (await new Browser(hub.BaseAddress).GetAsync($"/account/reset?code={code}")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, await UseAsync(hub, code));
        Assert.Equal(HttpStatusCode.OK, await hub.TryLoginAsync("anna", Another));
    }

    [Fact]
    public async Task Reset_Link_IsOfNoUseOnceThePasswordIsAnother()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        var code = (await hub.CallAsync("account_reset", new { user = "anna" })).GetProperty("code").GetString()!;

        await hub.CallAsync("account_change", new { user = "anna", password = "a third long password" });

        Assert.Equal(HttpStatusCode.BadRequest, await UseAsync(hub, code));
        Assert.Equal(HttpStatusCode.OK, await hub.TryLoginAsync("anna", "a third long password"));
    }

    [Fact]
    public async Task Reset_Link_WorksOnceAndEndsSessions()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        var refresh = (await hub.LoginAsync("anna")).GetProperty("refresh_token").GetString()!;
        var unused = (await hub.CallAsync("account_reset", new { user = "anna" })).GetProperty("code").GetString()!;
        var code = (await hub.CallAsync("account_reset", new { user = "anna" })).GetProperty("code").GetString()!;

        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => UseAsync(hub, code)));

        Assert.Single(statuses, static status => status == HttpStatusCode.SeeOther);
        Assert.Equal(HttpStatusCode.BadRequest, await UseAsync(hub, unused));
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync(refresh)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await hub.TryLoginAsync("anna", AccountHub.Password));
    }

    [Fact]
    public async Task Reset_TooLate_IsRefused()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var hub = await AccountHub.StartAsync("\"linkSeconds\": 60", builder => builder.Services.AddSingleton<TimeProvider>(time));
        await hub.CreateAccountAsync("anna");
        var code = (await hub.CallAsync("account_reset", new { user = "anna" })).GetProperty("code").GetString()!;

        time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(HttpStatusCode.BadRequest, await UseAsync(hub, code));
    }

    [Fact]
    public async Task Reset_Disabled_IsRefused()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        var code = (await hub.CallAsync("account_reset", new { user = "anna" })).GetProperty("code").GetString()!;
        await hub.CallAsync("account_disable", new { user = "anna" });

        Assert.Equal(HttpStatusCode.BadRequest, await UseAsync(hub, code));
        Assert.Equal(HttpStatusCode.BadRequest, await UseAsync(hub, "another"));
        Assert.Equal(HttpStatusCode.BadRequest, await UseAsync(hub, ""));
    }

    private static async Task<HttpStatusCode> UseAsync(AccountHub hub, string code)
    {
        using var browser = new Browser(hub.BaseAddress);
        await browser.GetAsync($"/account/reset?code={code}");
        await browser.GetAsync("/account/login");
        return (await browser.PostAsync("/account/reset", [("code", code), ("password", Another)])).Status;
    }

    private static string CodeOf(Uri link) => link.Query["?code=".Length..];

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public Uri Link() => new(Assert.Single(Lines, static line => line.Contains("code=", StringComparison.Ordinal)).Split(' ').Single(static word => word.Contains("code=", StringComparison.Ordinal)));

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lock (Lines)
                {
                    Lines.Add(formatter(state, exception));
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
