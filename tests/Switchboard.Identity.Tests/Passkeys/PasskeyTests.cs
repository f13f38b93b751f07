using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Identity.Accounts;
using Switchboard.Identity.Passkeys;
using Switchboard.Identity.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.Passkeys;

public sealed class PasskeyTests
{
    [Fact]
    public async Task Passkey_RealBrowser_IsMadeAndSignsIn()
    {
        await using var browser = await Chromium.StartAsync();
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        var root = new Uri($"http://localhost:{hub.BaseAddress.Port}/account");
        await browser.AddAuthenticatorAsync();
        await browser.OpenAsync(root, "Sign in with a passkey");
        await browser.RunAsync($"document.forms[0].user.value = 'anna'; document.forms[0].password.value = '{AccountHub.Password}'; document.forms[0].querySelector('button').click()");
        await browser.WaitAsync("Add a passkey");

        await browser.RunAsync("document.querySelector('form[data-passkey] button').click()");
        await browser.WaitAsync("Remove");
        await browser.RunAsync("document.querySelector('form[action$=logout] button').click()");
        await browser.WaitAsync("Sign in with a passkey");
        await browser.RunAsync("document.querySelector('form[data-passkey] button').click()");
        await browser.WaitAsync("Your account");

        Assert.Contains("This browser", await browser.TextAsync(), StringComparison.Ordinal);
        Assert.Single(await hub.Services.GetRequiredService<PasskeyStore>().ListAsync("anna", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Passkey_AddressInPlaceOfAName_SaysWhatPasskeysNeed()
    {
        await using var browser = await Chromium.StartAsync();
        await using var hub = await AccountHub.StartAsync();
        await browser.OpenAsync(new Uri($"http://127.0.0.1:{hub.BaseAddress.Port}/account/login"), "Sign in with a passkey");

        await browser.RunAsync("document.querySelector('form[data-passkey] button').click()");

        await browser.WaitAsync("Passkeys need https, or http://localhost.");
    }

    [Fact]
    public async Task Passkey_OfAnotherOrNobody_IsRefused()
    {
        await using var hub = await AccountHub.StartAsync("\"guessesPerAddress\": 3");
        using var browser = new Browser(hub.BaseAddress);
        await browser.GetAsync("/account/login");

        var (status, question, _) = await browser.PostAsync("/account/login/passkey/options", []);
        var state = JsonDocument.Parse(question).RootElement.GetProperty("state").GetString()!;

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostAsync("/account/login/passkey", [("state", state), ("credential", "{}")])).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostAsync("/account/login/passkey", [("state", state), ("credential", "not json")])).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostAsync("/account/login/passkey", [])).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostAsync("/account/passkeys/options", [])).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/account/me")).Status);
    }

    [Fact]
    public async Task Passkey_ManyQuestions_AreRefused()
    {
        await using var hub = await AccountHub.StartAsync("\"guessesPerAddress\": 2");
        using var browser = new Browser(hub.BaseAddress);
        await browser.GetAsync("/account/login");
        await browser.PostAsync("/account/login/passkey/options", []);
        await browser.PostAsync("/account/login/passkey/options", []);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.PostAsync("/account/login/passkey/options", [])).Status);
        browser.Mark = "";
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/account/login/passkey/options", [])).Status);
    }

    [Fact]
    public async Task Passkeys_AccountDeleted_AreGone()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        var passkeys = hub.Services.GetRequiredService<PasskeyStore>();
        var info = new Passkey { User = "anna", CredentialId = "AQID", PublicKey = [1] }.ToInfo();
        await passkeys.AddOrUpdatePasskeyAsync(new Account { Id = "anna" }, info, TestContext.Current.CancellationToken);

        // Nobody else takes it over.
        await passkeys.AddOrUpdatePasskeyAsync(new Account { Id = "mallory" }, info, TestContext.Current.CancellationToken);
        Assert.Equal("anna", (await passkeys.FindByPasskeyIdAsync([1, 2, 3], TestContext.Current.CancellationToken))?.Id);
        await hub.CallAsync("account_delete", new { user = "anna" });

        Assert.Empty(await passkeys.ListAsync("anna", TestContext.Current.CancellationToken));
    }
}
