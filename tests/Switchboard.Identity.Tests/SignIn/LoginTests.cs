using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Switchboard.Identity.Accounts;
using Switchboard.Identity.SignIn;
using Switchboard.Identity.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.SignIn;

public sealed class LoginTests
{
    [Fact]
    public async Task Login_Token_LetsIn()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");

        var login = await hub.LoginAsync("Anna");
        using var connection = await hub.Wires.ConnectAsync(new { token = login.GetProperty("token").GetString() });

        Assert.Equal(0u, await connection.ReceiveErrorAsync());
        Assert.True(AccountTokens.IsOne(login.GetProperty("token").GetString()!));
        Assert.Equal("anna", (await hub.CallAsync("connections", new { })).GetProperty("connections")[0].GetProperty("user").GetString());
        Assert.StartsWith("40{", await hub.Wires.ConnectSocketIoAsync(new { token = login.GetProperty("token").GetString() }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_WrongPasswordAndUnknownUser_AreAnsweredAlike()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        await hub.CallAsync("account_create", new { user = "disabled", password = AccountHub.Password });
        await hub.CallAsync("account_disable", new { user = "disabled" });

        var answers = new[]
        {
            await RawAsync(hub, "anna", "wrong password"), await RawAsync(hub, "nobody", AccountHub.Password), await RawAsync(hub, "no body\r\n", AccountHub.Password),
            await RawAsync(hub, "disabled", AccountHub.Password), await RawAsync(hub, new string('x', 10_000), "p"), await RawAsync(hub, "anna", new string('x', 10_000)),
        };

        Assert.Equal($"401 {ErrorCodes.Unauthorized.Code}", $"{(int)answers[0].Status} {JsonDocument.Parse(answers[0].Body).RootElement.GetProperty("error").GetProperty("code")}");
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Refresh_Token_IsRotated()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        var first = (await hub.LoginAsync("anna")).GetProperty("refresh_token").GetString()!;

        var (status, renewed) = await hub.RefreshAsync(first);
        using var connection = await hub.Wires.ConnectAsync(new { token = renewed.GetProperty("token").GetString() });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEqual(first, renewed.GetProperty("refresh_token").GetString(), StringComparer.Ordinal);
        Assert.Equal(0u, await connection.ReceiveErrorAsync());
    }

    [Fact]
    public async Task Refresh_UsedToken_EndsTheSession()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        var first = (await hub.LoginAsync("anna")).GetProperty("refresh_token").GetString()!;
        var (_, renewed) = await hub.RefreshAsync(first);

        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync(first)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync(renewed.GetProperty("refresh_token").GetString()!)).Status);
        using var connection = await hub.Wires.ConnectAsync(new { token = renewed.GetProperty("token").GetString() });
        Assert.Equal(ErrorCodes.TokenExpired.Code, await connection.ReceiveErrorAsync());
    }

    [Fact]
    public async Task Refresh_ForgedToken_ChangesNothing()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        var token = (await hub.LoginAsync("anna")).GetProperty("refresh_token").GetString()!;

        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync($"{token.Split('.')[0]}.{Secrets.Create()}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync("")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync(new string('x', 10_000))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync("a\u0000.b")).Status);
        Assert.Equal(HttpStatusCode.OK, (await hub.RefreshAsync(token)).Status);
    }

    [Fact]
    public async Task Logout_Session_IsOver()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        var login = await hub.LoginAsync("anna");

        using var logout = await hub.SendAsync("/api/logout", new { refresh_token = login.GetProperty("refresh_token").GetString() });

        Assert.Equal(HttpStatusCode.OK, logout.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync(login.GetProperty("refresh_token").GetString()!)).Status);
        using var connection = await hub.Wires.ConnectAsync(new { token = login.GetProperty("token").GetString() });
        Assert.Equal(ErrorCodes.TokenExpired.Code, await connection.ReceiveErrorAsync());
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("https://app.example.com.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("https://app.example.com:444", HttpStatusCode.Forbidden)]
    [InlineData("https://app.example.com", HttpStatusCode.OK)]
    public async Task Login_PageOfAnotherOrigin_IsRefused(string origin, HttpStatusCode expected)
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");

        using var response = await hub.SendAsync("/api/login", new { user = "anna", password = AccountHub.Password }, ("Origin", origin));

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("not json", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"user\":1,\"password\":2}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"user\":\"\\ud800\",\"password\":\"x\"}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"user\":\"anna\",\"password\":\"x\"}", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("user=anna&password=x", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    public async Task Login_AnotherBody_IsRefused(string body, string type, HttpStatusCode expected)
    {
        await using var hub = await AccountHub.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, type);

        using var response = await hub.Client.PostAsync("/api/login", content, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Login_NotOverTls_IsRefusedBeyondTheMachine()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");

        using var response = await hub.SendAsync("/api/login", new { user = "anna", password = AccountHub.Password }, ("Host", "hub.example.com"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Login_OfABlockedUser_IsAsWithAWrongPassword_AndNoSessionGoesOn()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        var login = await hub.LoginAsync("anna");

        await hub.CallAsync("block", new { user = "anna" });

        Assert.Equal(HttpStatusCode.Unauthorized, await hub.TryLoginAsync("anna", AccountHub.Password));
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync(login.GetProperty("refresh_token").GetString()!)).Status);
        await hub.CallAsync("unblock", new { user = "anna" });
        Assert.Equal(HttpStatusCode.OK, await hub.TryLoginAsync("anna", AccountHub.Password));
    }

    [Fact]
    public async Task Bearer_Administrator_MayDoWhatAKeyMay()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("root", "admin");
        await hub.CreateAccountAsync("anna");

        Assert.Equal(HttpStatusCode.OK, await InfoAsync(hub, (await hub.LoginAsync("root")).GetProperty("token").GetString()!));
        Assert.Equal(HttpStatusCode.Unauthorized, await InfoAsync(hub, (await hub.LoginAsync("anna")).GetProperty("token").GetString()!));
        Assert.Equal(HttpStatusCode.Unauthorized, await InfoAsync(hub, "x"));
        Assert.Equal(HttpStatusCode.Unauthorized, await InfoAsync(hub, (await hub.LoginAsync("root")).GetProperty("token").GetString() + "x"));
    }

    [Fact]
    public async Task Login_HashOfAnOlderMake_IsMadeAnew()
    {
        await using var hub = await AccountHub.StartAsync();
        var accounts = hub.Services.GetRequiredService<AccountStore>();
        var old = new PasswordHasher<Account>(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 10 })).HashPassword(null!, AccountHub.Password);
        await accounts.TryAddAsync(new Account { Id = "anna", PasswordHash = old }, TestContext.Current.CancellationToken);

        await hub.LoginAsync("anna");

        Assert.NotEqual(old, (await accounts.FindAsync("anna", TestContext.Current.CancellationToken))!.PasswordHash, StringComparer.Ordinal);
        await hub.LoginAsync("anna");
    }

    [Fact]
    public async Task Token_Time_IsKept()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow) { AutoAdvanceAmount = TimeSpan.Zero };
        await using var hub = await AccountHub.StartAsync("\"tokenSeconds\": 600", builder => builder.Services.AddSingleton<TimeProvider>(time));
        await hub.CreateAccountAsync("anna");
        var token = (await hub.LoginAsync("anna")).GetProperty("token").GetString()!;
        var tokens = hub.Services.GetRequiredService<AccountTokens>();

        var now = await tokens.ReadAsync(token, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(601));
        var later = await tokens.ReadAsync(token, TestContext.Current.CancellationToken);

        Assert.Equal("anna", now.Token!.UserId);
        Assert.Equal(Security.TokenFailure.Expired, later.Failure);
    }

    [Fact]
    public async Task Token_ClockSetBack_DoesNotLiveLonger()
    {
        var time = new SettableTime();
        await using var hub = await AccountHub.StartAsync("", builder => builder.Services.AddSingleton<TimeProvider>(time));
        await hub.CreateAccountAsync("anna");
        var token = (await hub.LoginAsync("anna")).GetProperty("token").GetString()!;

        time.Offset = TimeSpan.FromDays(-1);

        Assert.Equal(Security.TokenFailure.Invalid, (await hub.Services.GetRequiredService<AccountTokens>().ReadAsync(token, TestContext.Current.CancellationToken)).Failure);
    }

    [Fact]
    public async Task Keys_InTime_AreReplacedAndOldTokensHold()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var hub = await AccountHub.StartAsync("\"signingKeySeconds\": 3600, \"tokenSeconds\": 7200", builder => builder.Services.AddSingleton<TimeProvider>(time));
        await hub.CreateAccountAsync("anna");
        var tokens = hub.Services.GetRequiredService<AccountTokens>();
        var before = (await hub.LoginAsync("anna")).GetProperty("token").GetString()!;
        time.Advance(TimeSpan.FromSeconds(3601));
        var after = (await hub.LoginAsync("anna")).GetProperty("token").GetString()!;

        Assert.NotEqual(before.Split('.')[0], after.Split('.')[0], StringComparer.Ordinal);
        Assert.NotNull((await tokens.ReadAsync(before, TestContext.Current.CancellationToken)).Token);
        Assert.NotNull((await tokens.ReadAsync(after, TestContext.Current.CancellationToken)).Token);
    }

    [Fact]
    public async Task Refresh_SessionInUse_EndsAtItsTime()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var hub = await AccountHub.StartAsync(
            "\"sessionSeconds\": 300, \"refreshSeconds\": 200, \"tokenSeconds\": 60", builder => builder.Services.AddSingleton<TimeProvider>(time));
        await hub.CreateAccountAsync("anna");
        var refresh = (await hub.LoginAsync("anna")).GetProperty("refresh_token").GetString()!;

        time.Advance(TimeSpan.FromSeconds(150));
        var (status, renewed) = await hub.RefreshAsync(refresh);
        time.Advance(TimeSpan.FromSeconds(151));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync(renewed.GetProperty("refresh_token").GetString()!)).Status);
    }

    private static async Task<HttpStatusCode> InfoAsync(AccountHub hub, string token)
    {
        using var response = await hub.SendAsync("/api/info", new { }, ("Authorization", $"Bearer {token}"));
        return response.StatusCode;
    }

    private static async Task<(HttpStatusCode Status, string Body)> RawAsync(AccountHub hub, string user, string password)
    {
        using var response = await hub.SendAsync("/api/login", new { user, password });
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
