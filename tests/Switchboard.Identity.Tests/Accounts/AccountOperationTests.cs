using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Catalog;
using Switchboard.Commands;
using Switchboard.Identity.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.Accounts;

public sealed class AccountOperationTests
{
    [Fact]
    public async Task Operations_RowsOfAccounts_AreCarriedOut()
    {
        await using var hub = await AccountHub.StartAsync();

        var names = hub.Services.GetRequiredService<OperationDispatcher>().All.Select(static operation => operation.Info.Name);

        var rows = OperationTable.All.Where(static row => row.Name.StartsWith("account_", StringComparison.Ordinal) || row.Name.StartsWith("session_", StringComparison.Ordinal));
        Assert.Subset(names.ToHashSet(StringComparer.Ordinal), rows.Select(static row => row.Name).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Create_Password_IsNeverTold()
    {
        await using var hub = await AccountHub.StartAsync();

        var created = await hub.CallAsync("account_create", new { user = "Anna", name = "Anna B.", roles = new[] { "admin" }, password = AccountHub.Password });
        var got = await hub.CallAsync("account_get", new { user = "ANNA" });

        Assert.Equal("anna", created.GetProperty("account").GetProperty("user").GetString());
        Assert.False(created.TryGetProperty("link", out _));
        Assert.True(got.GetProperty("has_password").GetBoolean());
        Assert.Equal("admin", got.GetProperty("roles")[0].GetString());
        Assert.All(new[] { created, got }, static answer => Assert.DoesNotContain("hash", answer.GetRawText(), StringComparison.OrdinalIgnoreCase));
    }

    // The caller hangs up before the store has answered: what began is finished all the same.
    [Fact]
    public async Task Act_WhoseCallerHasGone_IsCarriedOutToItsEnd()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        var refresh = (await hub.LoginAsync("anna")).GetProperty("refresh_token").GetString()!;
        var dispatcher = hub.Services.GetRequiredService<OperationDispatcher>();

        foreach (var (operation, request) in new[] { ("account_disable", """{"user":"anna"}"""), ("block", """{"user":"ben"}"""), ("account_delete", """{"user":"anna"}""") })
        {
            var answer = await dispatcher.ExecuteAsync(dispatcher.Find(operation, OperationCallers.Services)!, OperationCaller.Server, JsonElement.Parse(request), new CancellationToken(canceled: true));
            Assert.Null(answer.Error);
        }

        await hub.CreateAccountAsync("anna", "admin");
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync(refresh)).Status);
        Assert.Equal("ben", (await hub.CallAsync("blocks", new { })).GetProperty("blocks")[0].GetProperty("user").GetString());
    }

    [Fact]
    public async Task Account_ThatBecomesAnAdministrators_KeepsNoOlderWayIn()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("carl");
        var refresh = (await hub.LoginAsync("carl")).GetProperty("refresh_token").GetString()!;
        var code = (await hub.CallAsync("account_reset", new { user = "carl" })).GetProperty("code").GetString()!;

        await hub.CallAsync("account_change", new { user = "carl", roles = new[] { "admin" } });

        using var page = await hub.Client.GetAsync(new Uri($"/account/reset?code={code}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync(refresh)).Status);
    }

    [Fact]
    public async Task Administrator_WhoIsTheLast_DoesNotEndThat_ButAKeyMay()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("root", "admin");
        var token = (await hub.LoginAsync("root")).GetProperty("token").GetString()!;

        await ExpectAsync("last_administrator", "account_disable", new { user = "root" });
        await ExpectAsync("last_administrator", "account_delete", new { user = "root" });
        await ExpectAsync("last_administrator", "account_change", new { user = "root", roles = new[] { "user" } });
        await ExpectAsync("", "account_change", new { user = "root", roles = new[] { "admin", "user" } });
        await hub.CreateAccountAsync("second", "admin");
        await hub.CallAsync("block", new { user = "second" });
        await ExpectAsync("last_administrator", "account_delete", new { user = "root" });
        await hub.CallAsync("unblock", new { user = "second" });
        await ExpectAsync("", "account_delete", new { user = "root" });
        await hub.CallAsync("account_delete", new { user = "second" });

        async Task ExpectAsync(string reason, string method, object body)
        {
            using var response = await hub.SendAsync($"/api/{method}", body, ("Authorization", $"Bearer {token}"));
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.Equal(
                (method, reason),
                (method, answer.TryGetProperty("error", out var error) ? error.GetProperty("details").GetProperty("reason").GetString() : ""));
        }
    }

    [Fact]
    public async Task Administrators_ALimitedKey_NeitherMakesNorChangesThem()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("root", "admin");
        var key = (await hub.CallAsync("key_create", new
        {
            name = "limited",
            operations = new[] { "account_create", "account_change", "account_reset", "account_disable", "account_delete" },
        })).GetProperty("key").GetString()!;

        await ExpectAsync(0, "account_create", new { user = "anna", roles = new[] { "user" }, password = AccountHub.Password });
        await ExpectAsync(103, "account_create", new { user = "mallory", roles = new[] { "admin" }, password = AccountHub.Password });
        await ExpectAsync(103, "account_change", new { user = "anna", roles = new[] { "admin" } });
        await ExpectAsync(103, "account_change", new { user = "root", password = "another good password" });
        await ExpectAsync(103, "account_reset", new { user = "root" });
        await ExpectAsync(103, "account_disable", new { user = "root" });
        await ExpectAsync(103, "account_delete", new { user = "root" });
        Assert.Equal(HttpStatusCode.OK, await hub.TryLoginAsync("root", AccountHub.Password));

        async Task ExpectAsync(int code, string method, object body)
        {
            using var response = await hub.SendAsync($"/api/{method}", body, ("X-API-Key", key));
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.Equal((method, code), (method, answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetInt32() : 0));
        }
    }

    [Fact]
    public async Task Tokens_Revoked_AreGoodNoMore()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("root", "admin");
        var token = (await hub.LoginAsync("root")).GetProperty("token").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await AskAsync());

        await hub.CallAsync("revoke_tokens", new { user = "root" });

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync());

        async Task<HttpStatusCode> AskAsync()
        {
            using var response = await hub.SendAsync("/api/info", new { }, ("Authorization", $"Bearer {token}"));
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Block_AnAdministrator_EndsTheHttpApiForThatToken()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("root", "admin");
        var token = (await hub.LoginAsync("root")).GetProperty("token").GetString()!;

        await hub.CallAsync("block", new { user = "root" });

        using var response = await hub.SendAsync("/api/info", new { }, ("Authorization", $"Bearer {token}"));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Create_SameUserInAnotherCase_IsRefused()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna@example.com");

        var answer = await hub.AskAsync("account_create", new { user = "Anna@Example.COM", password = AccountHub.Password });

        Assert.Equal("taken", answer.GetProperty("error").GetProperty("details").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("anna\u0000")]
    [InlineData("an\rna")]
    [InlineData("anna\r\nSet-Cookie: a=b")]
    [InlineData("anna\u200B")]
    [InlineData("\uFF21nna")]
    [InlineData("\u0430nna")]
    [InlineData("an\u0301na")]
    [InlineData("\u212Aarl")]
    [InlineData("\u0131van")]
    [InlineData(".anna")]
    [InlineData("anna,bob")]
    [InlineData("#anna")]
    [InlineData("an na")]
    [InlineData("<b>anna</b>")]
    public async Task Create_UserIdThatMayNotBe_Is107(string user)
    {
        await using var hub = await AccountHub.StartAsync();

        Assert.Equal(ErrorCodes.BadRequest.Code, await hub.ErrorOfAsync("account_create", new { user, password = AccountHub.Password }));
        Assert.Equal(0, (await hub.CallAsync("account_list", new { })).GetProperty("accounts").GetArrayLength());
    }

    [Fact]
    public async Task Create_UserIdOf10000Characters_Is107()
    {
        await using var hub = await AccountHub.StartAsync();

        Assert.Equal(ErrorCodes.BadRequest.Code, await hub.ErrorOfAsync("account_create", new { user = new string('a', 10_000), password = AccountHub.Password }));
    }

    [Theory]
    [InlineData("too short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("")]
    public async Task Create_WeakPassword_Is107(string password)
    {
        await using var hub = await AccountHub.StartAsync();

        Assert.Equal(ErrorCodes.BadRequest.Code, await hub.ErrorOfAsync("account_create", new { user = "anna", password }));
    }

    [Fact]
    public async Task Create_LongPassword_Is107()
    {
        await using var hub = await AccountHub.StartAsync();

        Assert.Equal(ErrorCodes.BadRequest.Code, await hub.ErrorOfAsync("account_create", new { user = "anna", password = string.Concat(Enumerable.Repeat("abcde", 2000)) }));
    }

    [Fact]
    public async Task List_Pages_AreInOrder()
    {
        await using var hub = await AccountHub.StartAsync();
        foreach (var user in new[] { "carl", "anna", "bob" })
        {
            await hub.CreateAccountAsync(user);
        }

        var first = await hub.CallAsync("account_list", new { limit = 2 });
        var second = await hub.CallAsync("account_list", new { limit = 2, cursor = first.GetProperty("cursor").GetString() });

        Assert.Equal(["anna", "bob"], UsersOf(first), StringComparer.Ordinal);
        Assert.Equal(["carl"], UsersOf(second), StringComparer.Ordinal);
        Assert.False(second.TryGetProperty("cursor", out _));
    }

    [Theory]
    [InlineData("account_get")]
    [InlineData("account_disable")]
    [InlineData("account_enable")]
    [InlineData("account_delete")]
    [InlineData("account_reset")]
    [InlineData("account_change")]
    [InlineData("session_list")]
    [InlineData("session_end")]
    public async Task Operation_UnknownAccount_Is107(string operation)
    {
        await using var hub = await AccountHub.StartAsync();

        Assert.Equal(ErrorCodes.BadRequest.Code, await hub.ErrorOfAsync(operation, new { user = "nobody" }));
        Assert.Equal(ErrorCodes.BadRequest.Code, await hub.ErrorOfAsync(operation, new { }));
    }

    [Fact]
    public async Task Operation_AccountsTurnedOff_Is108()
    {
        await using var hub = await AccountHub.StartAsync("\"enabled\": false");

        Assert.Equal(ErrorCodes.NotAvailable.Code, await hub.ErrorOfAsync("account_list", new { }));
        Assert.NotEqual(HttpStatusCode.OK, await hub.TryLoginAsync("anna", AccountHub.Password));
    }

    [Fact]
    public async Task Operation_ConnectionOfAdministrator_IsCarriedOut()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("root", "admin");
        await hub.CreateAccountAsync("anna", "reader");

        using var root = await hub.Wires.ConnectAsync(new { token = (await hub.LoginAsync("root")).GetProperty("token").GetString() });
        using var anna = await hub.Wires.ConnectAsync(new { token = (await hub.LoginAsync("anna")).GetProperty("token").GetString() });
        Assert.Equal(0u, await root.ReceiveErrorAsync());
        Assert.Equal(0u, await anna.ReceiveErrorAsync());

        Assert.Contains("\"user\":\"anna\"", await root.CallAsync("account_list"), StringComparison.Ordinal);
        Assert.Contains("\"code\":103", await anna.CallAsync("account_list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disable_SignedIn_IsOutAtOnce()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        var login = await hub.LoginAsync("anna");
        using var connection = await hub.Wires.ConnectAsync(new { token = login.GetProperty("token").GetString() });
        Assert.Equal(0u, await connection.ReceiveErrorAsync());

        await hub.CallAsync("account_disable", new { user = "anna" });

        Assert.Equal("close 3503", await connection.ReceiveCloseAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync(login.GetProperty("refresh_token").GetString()!)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await hub.TryLoginAsync("anna", AccountHub.Password));
        using var again = await hub.Wires.ConnectAsync(new { token = login.GetProperty("token").GetString() });
        Assert.Equal(ErrorCodes.TokenExpired.Code, await again.ReceiveErrorAsync());
        await hub.CallAsync("account_enable", new { user = "anna" });
        Assert.Equal(HttpStatusCode.OK, await hub.TryLoginAsync("anna", AccountHub.Password));
    }

    [Fact]
    public async Task Change_Roles_HoldForTheNextConnect()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna", "admin");
        var token = (await hub.LoginAsync("anna")).GetProperty("token").GetString()!;
        using var before = await hub.SendAsync("/api/info", new { }, ("Authorization", $"Bearer {token}"));

        await hub.CallAsync("account_change", new { user = "anna", roles = Array.Empty<string>() });

        using var after = await hub.SendAsync("/api/info", new { }, ("Authorization", $"Bearer {token}"));
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task Change_Password_EndsSessions()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        var refresh = (await hub.LoginAsync("anna")).GetProperty("refresh_token").GetString()!;

        await hub.CallAsync("account_change", new { user = "anna", password = "another long password" });

        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync(refresh)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await hub.TryLoginAsync("anna", AccountHub.Password));
        Assert.Equal(HttpStatusCode.OK, await hub.TryLoginAsync("anna", "another long password"));
    }

    [Fact]
    public async Task Sessions_OneOfTwo_IsEnded()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");
        var first = (await hub.LoginAsync("anna")).GetProperty("refresh_token").GetString()!;
        var second = (await hub.LoginAsync("anna")).GetProperty("refresh_token").GetString()!;

        var listed = await hub.CallAsync("session_list", new { user = "anna" });
        var ended = await hub.CallAsync("session_end", new { user = "anna", session = first.Split('.')[0] });

        Assert.Equal(2, listed.GetProperty("sessions").GetArrayLength());
        Assert.DoesNotContain(first.Split('.')[1], listed.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(1, ended.GetProperty("ended").GetInt32());
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync(first)).Status);
        Assert.Equal(HttpStatusCode.OK, (await hub.RefreshAsync(second)).Status);
        Assert.Equal(0, (await hub.CallAsync("session_end", new { user = "anna", session = "another" })).GetProperty("ended").GetInt32());
    }

    [Fact]
    public async Task Sessions_MoreThanMayBe_EndTheOldest()
    {
        await using var hub = await AccountHub.StartAsync("\"maxSessions\": 2");
        await hub.CreateAccountAsync("anna");
        var tokens = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            tokens.Add((await hub.LoginAsync("anna")).GetProperty("refresh_token").GetString()!);
        }

        Assert.Equal(2, (await hub.CallAsync("session_list", new { user = "anna" })).GetProperty("sessions").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, (await hub.RefreshAsync(tokens[2])).Status);
    }

    private static IEnumerable<string?> UsersOf(JsonElement page) => page.GetProperty("accounts").EnumerateArray().Select(static account => account.GetProperty("user").GetString());
}
