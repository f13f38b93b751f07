using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Identity.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.Pages;

public sealed class SignInPagesTests
{
    [Fact]
    public async Task Login_Page_SignsIn()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna", "admin");
        using var browser = new Browser(hub.BaseAddress);

        Assert.Equal(HttpStatusCode.SeeOther, await browser.LoginAsync("Anna"));
        var (_, page, _) = await browser.GetAsync("/account");
        var (status, me, _) = await browser.GetAsync("/account/me");

        Assert.Contains("Your account", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("anna", JsonDocument.Parse(me).RootElement.GetProperty("result").GetProperty("user").GetString());
    }

    [Fact]
    public async Task Login_Answer_HasNoInlineScriptAndMayNotBeFramed()
    {
        await using var hub = await AccountHub.StartAsync();
        using var browser = new Browser(hub.BaseAddress);

        var (_, page, response) = await browser.GetAsync("/account/login");

        Assert.DoesNotContain("<script", page.Replace("<script src=\"/account/passkeys.js\" defer></script>", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account/style.css")).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account/passkeys.js")).Status);
    }

    [Theory]
    [InlineData("anna", "wrong password")]
    [InlineData("nobody", AccountHub.Password)]
    public async Task Login_Wrong_IsToldAlike(string user, string password)
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        using var browser = new Browser(hub.BaseAddress);
        await browser.GetAsync("/account/login");

        var (status, page, response) = await browser.PostAsync("/account/login", [("user", user), ("password", password)]);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains("The user id or the password is wrong.", page, StringComparison.Ordinal);
        Assert.DoesNotContain(password, page, StringComparison.Ordinal);
        Assert.False(response.Headers.TryGetValues("Set-Cookie", out _));
    }

    [Theory]
    [InlineData("no mark")]
    [InlineData("mark of another browser")]
    [InlineData("Origin: https://evil.example")]
    [InlineData("Origin: null")]
    [InlineData("Origin: https://app.example.com")]
    [InlineData("Sec-Fetch-Site: cross-site")]
    [InlineData("Sec-Fetch-Site: same-site")]
    public async Task Login_FormOfAnotherSite_SignsNobodyIn(string attack)
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        using var browser = new Browser(hub.BaseAddress);
        using var another = new Browser(hub.BaseAddress);
        await browser.GetAsync("/account/login");
        await another.GetAsync("/account/login");
        browser.Mark = attack == "no mark" ? "" : attack == "mark of another browser" ? another.Mark : browser.Mark;
        (string, string)[] headers = attack.Split(": ") is [var name, var value] ? [(name, value)] : [];

        var (status, _, _) = await browser.PostAsync("/account/login", [("user", "anna"), ("password", AccountHub.Password)], headers);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/account/me")).Status);
    }

    [Fact]
    public async Task Login_SessionThatTheBrowserBrought_IsReplaced()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        await hub.CreateAccountAsync("mallory");
        using var attacker = new Browser(hub.BaseAddress);
        await attacker.LoginAsync("mallory");
        var planted = attacker.Cookies.GetAllCookies()["sb_session"]!.Value;
        using var victim = new Browser(hub.BaseAddress);
        await victim.GetAsync("/account/login");
        victim.Cookies.Add(hub.BaseAddress, new Cookie("sb_session", planted));

        await victim.PostAsync("/account/login", [("user", "anna"), ("password", AccountHub.Password)]);

        Assert.NotEqual(planted, victim.Cookies.GetAllCookies()["sb_session"]!.Value, StringComparer.Ordinal);
        Assert.Contains("\"anna\"", (await victim.GetAsync("/account/me")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await attacker.GetAsync("/account/me")).Status);
    }

    [Theory]
    [InlineData("/console", "/console")]
    [InlineData("//evil.example", "/account")]
    [InlineData("/\\evil.example", "/account")]
    [InlineData("https://evil.example", "/account")]
    [InlineData("/a\r\nSet-Cookie: a=b", "/account")]
    [InlineData("", "/account")]
    public async Task Login_ReturnAddress_IsOfThisServer(string address, string expected)
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        using var browser = new Browser(hub.BaseAddress);
        await browser.GetAsync("/account/login");

        var (_, _, response) = await browser.PostAsync("/account/login", [("user", "anna"), ("password", AccountHub.Password), ("return", address)]);

        Assert.Equal(expected, response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Login_UserIdWithMarkup_IsEncoded()
    {
        await using var hub = await AccountHub.StartAsync();
        using var browser = new Browser(hub.BaseAddress);
        await browser.GetAsync("/account/login");

        var (_, page, _) = await browser.PostAsync("/account/login", [("user", "\"><script>alert(1)</script>"), ("password", "{0}")]);

        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logout_Session_IsOver()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        using var browser = new Browser(hub.BaseAddress);
        await browser.LoginAsync("anna");
        var cookie = browser.CookieHeader;
        await browser.GetAsync("/account");

        var forged = await browser.PostAsync("/account/logout", [], ("Origin", "https://evil.example"));
        var (status, _, _) = await browser.PostAsync("/account/logout", []);

        Assert.Equal(HttpStatusCode.BadRequest, forged.Status);
        Assert.Equal(HttpStatusCode.SeeOther, status);
        using var stolen = hub.CreateClient();
        stolen.DefaultRequestHeaders.Add("Cookie", cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stolen.GetAsync("/account/me", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Cookies_OverTls_AreOfThisHostAlone()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var hub = await AccountHub.StartAsync(configure: builder =>
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        });
        await hub.CreateAccountAsync("anna");
        var addresses = hub.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        using var browser = new Browser(new Uri(addresses.Single(static address => address.StartsWith("https", StringComparison.Ordinal))), certificate);
        await browser.GetAsync("/account/login");

        var (_, _, response) = await browser.PostAsync("/account/login", [("user", "anna"), ("password", AccountHub.Password)]);

        var session = Assert.Single(response.Headers.GetValues("Set-Cookie"), static cookie => cookie.StartsWith("__Host-sb_session=", StringComparison.Ordinal));
        Assert.All(new[] { "secure", "httponly", "samesite=lax", "path=/" }, part => Assert.Contains(part, session, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account/me")).Status);
    }

    [Fact]
    public async Task Connect_CookieOfOwnPage_LetsIn()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna", "admin");
        using var browser = new Browser(hub.BaseAddress);
        await browser.LoginAsync("anna");
        var own = ("Origin", hub.BaseAddress.GetLeftPart(UriPartial.Authority));

        using var connection = await hub.Wires.ConnectAsync(new { }, ("Cookie", browser.CookieHeader), own);
        using var foreign = await hub.Wires.ConnectAsync(new { }, ("Cookie", browser.CookieHeader), ("Origin", "https://app.example.com"));
        using var nobody = await hub.Wires.ConnectAsync(new { }, own);
        using var forged = await hub.Wires.ConnectAsync(new { }, ("Cookie", "sb_session=a.b"), own);

        Assert.Equal(0u, await connection.ReceiveErrorAsync());
        Assert.Contains("\"user\":\"anna\"", await connection.CallAsync("account_list"), StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.Unauthorized.Code, await foreign.ReceiveErrorAsync());
        Assert.Equal(ErrorCodes.Unauthorized.Code, await nobody.ReceiveErrorAsync());
        Assert.Equal(ErrorCodes.Unauthorized.Code, await forged.ReceiveErrorAsync());
    }
}
