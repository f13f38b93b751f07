using System.Net;
using Switchboard.Identity.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.OpenId;

public sealed class OpenIdTests
{
    [Fact]
    public async Task SignIn_Provider_GivesAccountAndRoles()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var hub = await AccountHub.StartAsync(provider.OptionsOf());
        provider.Roles = ["hub-admins", "others", "admin"];
        using var browser = new Browser(hub.BaseAddress);

        var (status, page) = await browser.FollowAsync("/account/openid?return=/account");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Anna Berg", page, StringComparison.Ordinal);
        var account = await hub.CallAsync("account_get", new { user = "anna" });
        Assert.Equal("[\"admin\"]", account.GetProperty("roles").GetRawText());
        Assert.False(account.GetProperty("has_password").GetBoolean());
        Assert.Equal(HttpStatusCode.Unauthorized, await hub.TryLoginAsync("anna", AccountHub.Password));
    }

    [Fact]
    public async Task SignIn_RoleTakenAway_IsGoneAtTheNext()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var hub = await AccountHub.StartAsync(provider.OptionsOf());
        provider.Roles = ["hub-admins"];
        using var browser = new Browser(hub.BaseAddress);
        await browser.FollowAsync("/account/openid");
        using var connection = await hub.Wires.ConnectAsync(new { }, ("Cookie", browser.CookieHeader));
        Assert.Equal(0u, await connection.ReceiveErrorAsync());
        Assert.Contains("\"accounts\"", await connection.CallAsync("account_list"), StringComparison.Ordinal);

        provider.Roles = [];
        await browser.FollowAsync("/account/openid");

        Assert.Equal("close 3011", await connection.ReceiveCloseAsync());
        Assert.Contains("\"roles\":[]", (await browser.GetAsync("/account/me")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOut_Session_EndsHereAndAtTheProvider()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var hub = await AccountHub.StartAsync(provider.OptionsOf());
        using var browser = new Browser(hub.BaseAddress);
        await browser.FollowAsync("/account/openid");
        await browser.GetAsync("/account");

        var (_, _, response) = await browser.PostAsync("/account/logout", []);
        var (status, page) = await browser.FollowAsync(response.Headers.Location!.ToString());

        Assert.Equal(1, provider.SignedOut);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Single sign-on", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/account/me")).Status);
    }

    [Theory]
    [InlineData("anna", "2")]
    [InlineData("root", "1")]
    public async Task SignIn_UserIdOfSomebodyElse_IsNotTakenOver(string user, string subject)
    {
        await using var provider = await TestProvider.StartAsync();
        await using var hub = await AccountHub.StartAsync(provider.OptionsOf());
        await hub.CreateAccountAsync("root", "admin");
        using var first = new Browser(hub.BaseAddress);
        await first.FollowAsync("/account/openid");
        (provider.UserName, provider.Subject) = (user, subject);
        using var browser = new Browser(hub.BaseAddress);

        var (status, _) = await browser.FollowAsync("/account/openid");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/account/me")).Status);
    }

    [Theory]
    [InlineData("\u0430nna")]
    [InlineData("an na")]
    public async Task SignIn_UserIdThatMayNotBe_IsRefused(string user)
    {
        await using var provider = await TestProvider.StartAsync();
        await using var hub = await AccountHub.StartAsync(provider.OptionsOf());
        provider.UserName = user;
        using var browser = new Browser(hub.BaseAddress);

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.FollowAsync("/account/openid")).Status);
    }

    [Fact]
    public async Task SignIn_Disabled_IsRefused()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var hub = await AccountHub.StartAsync(provider.OptionsOf());
        using var browser = new Browser(hub.BaseAddress);
        await browser.FollowAsync("/account/openid");

        await hub.CallAsync("account_disable", new { user = "anna" });

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.FollowAsync("/account/openid")).Status);
    }

    [Fact]
    public async Task Callback_NotAskedFor_SignsNobodyIn()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var hub = await AccountHub.StartAsync(provider.OptionsOf());
        using var victim = new Browser(hub.BaseAddress);
        using var attacker = new Browser(hub.BaseAddress);
        var leave = (await attacker.GetAsync("/account/openid")).Response.Headers.Location!;
        var callback = (await attacker.GetAsync(leave.ToString())).Response.Headers.Location!;

        // Login CSRF: the attacker's answer, in the victim's browser.
        var (status, _) = await victim.FollowAsync(callback.ToString());
        provider.Refusal = "access_denied";
        var (denied, _) = await victim.FollowAsync("/account/openid");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(HttpStatusCode.BadRequest, denied);
        Assert.Equal(HttpStatusCode.BadRequest, (await victim.FollowAsync("/account/openid/callback?state=forged&code=x")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await victim.GetAsync("/account/me")).Status);
    }

    [Fact]
    public async Task Pages_NoProvider_Are404()
    {
        await using var hub = await AccountHub.StartAsync();
        using var browser = new Browser(hub.BaseAddress);

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/account/openid")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/account/openid/callback")).Status);
    }

    [Fact]
    public async Task SignInAndOut_RealBrowser_RolesAreThoseOfNow()
    {
        await using var browser = await Chromium.StartAsync();
        await using var provider = await TestProvider.StartAsync();
        await using var hub = await AccountHub.StartAsync(provider.OptionsOf());
        provider.Roles = ["hub-admins"];
        await browser.OpenAsync(new Uri(hub.BaseAddress, "/account"), "Single sign-on");

        await browser.RunAsync("document.querySelector('a.button').click()");
        await browser.WaitAsync("Anna Berg");
        var asAdministrator = await browser.TextAsync();
        await browser.RunAsync("document.querySelector('form[action$=logout] button').click()");
        await browser.WaitAsync("Single sign-on");
        provider.Roles = [];
        await browser.RunAsync("document.querySelector('a.button').click()");
        await browser.WaitAsync("Anna Berg");

        Assert.Contains("admin", asAdministrator, StringComparison.Ordinal);
        Assert.DoesNotContain("admin", await browser.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, provider.SignedOut);
    }
}
