using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary>The token of an administrator's account in place of a key.</summary>
public sealed class AdministratorTokenTests(AccountServer server) : IClassFixture<AccountServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>How a server without a key in its configuration is administered.</summary>
    [Fact]
    public async Task Key_TokenOfAnAdministrator_ServesInItsPlace()
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add("X-API-Key", CommandLineFixture.Key);
        const string Password = "a password of some length";
        using var created = await http.PostAsJsonAsync("/api/account_create", new { user = "root", roles = (string[])["admin"], password = Password }, Cancelled);
        using var login = await http.PostAsJsonAsync("/api/login", new { user = "root", password = Password }, Cancelled);
        var token = (await login.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("result").GetProperty("token").GetString()!;

        Assert.Equal(0, (await server.RunAsync(token, ["key", "list"])).ExitCode);
        var wrong = await server.RunAsync($"{token}x", ["key", "list"]);
        Assert.Equal(4, wrong.ExitCode);
        Assert.Contains("does not accept this token", wrong.Errors, StringComparison.Ordinal);
        Assert.Contains("`switchboard key create` made", (await server.RunAsync("no key", ["key", "list"])).Errors, StringComparison.Ordinal);
    }
}
