using System.Net;
using Switchboard.Identity.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.Pages;

public sealed class AccountPagesTests
{
    private const string Another = "another long password";

    [Fact]
    public async Task Password_Changed_EndsOtherSessions()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        using var browser = new Browser(hub.BaseAddress);
        using var other = new Browser(hub.BaseAddress);
        await browser.LoginAsync("anna");
        await other.LoginAsync("anna");
        await browser.GetAsync("/account");

        var (status, _, _) = await browser.PostAsync("/account/password", [("password", AccountHub.Password), ("new_password", Another)]);

        Assert.Equal(HttpStatusCode.SeeOther, status);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account/me")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/account/me")).Status);
        Assert.Equal(HttpStatusCode.OK, await hub.TryLoginAsync("anna", Another));
    }

    [Theory]
    [InlineData("wrong password", Another, HttpStatusCode.Unauthorized)]
    [InlineData(AccountHub.Password, "short", HttpStatusCode.BadRequest)]
    public async Task Password_NotAcceptable_StaysAsItIs(string present, string wanted, HttpStatusCode expected)
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        using var browser = new Browser(hub.BaseAddress);
        await browser.LoginAsync("anna");
        await browser.GetAsync("/account");

        var (status, text, _) = await browser.PostAsync("/account/password", [("password", present), ("new_password", wanted)]);

        Assert.Equal(expected, status);
        Assert.Contains("autocomplete=\"username\" value=\"anna\"", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("five of them different").Length);
        Assert.Equal(HttpStatusCode.OK, await hub.TryLoginAsync("anna", AccountHub.Password));
    }

    [Fact]
    public async Task Session_OfAnother_IsNotEnded()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        await hub.CreateAccountAsync("mallory");
        var program = (await hub.LoginAsync("anna")).GetProperty("refresh_token").GetString()!;
        using var anna = new Browser(hub.BaseAddress);
        using var mallory = new Browser(hub.BaseAddress);
        await anna.LoginAsync("anna");
        await mallory.LoginAsync("mallory");
        await mallory.GetAsync("/account");
        await anna.GetAsync("/account");
        (string, string)[] session = [("session", program.Split('.')[0])];

        await mallory.PostAsync("/account/sessions/end", session);
        var (stillThere, renewed) = await hub.RefreshAsync(program);
        await anna.PostAsync("/account/sessions/end", session);

        Assert.Equal(HttpStatusCode.OK, stillThere);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync(renewed.GetProperty("refresh_token").GetString()!)).Status);
    }

    [Fact]
    public async Task Forms_MarkOfAnotherSession_ChangeNothing()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        await hub.CreateAccountAsync("mallory");
        using var anna = new Browser(hub.BaseAddress);
        using var mallory = new Browser(hub.BaseAddress);
        await anna.LoginAsync("anna");
        await mallory.LoginAsync("mallory");
        await mallory.GetAsync("/account");
        anna.Mark = mallory.Mark;

        var (status, _, _) = await anna.PostAsync("/account/password", [("password", AccountHub.Password), ("new_password", Another)]);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(HttpStatusCode.OK, await hub.TryLoginAsync("anna", AccountHub.Password));
    }

    [Fact]
    public async Task Pages_NobodySignedIn_LeadToTheLogin()
    {
        await using var hub = await AccountHub.StartAsync();
        using var browser = new Browser(hub.BaseAddress);

        Assert.Equal("/account/login", (await browser.GetAsync("/account")).Response.Headers.Location?.ToString());
        Assert.Equal("/account/login", (await browser.PostAsync("/account/password", [])).Response.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await browser.GetAsync("/account/logout")).Status);
    }
}
