using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchboard.Identity.Tests.Support;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.SignIn;

public sealed class AwayStoreTests
{
    [Fact]
    public async Task SignIn_WhileTheStoreIsAway_IsToldSo_OnEveryWay()
    {
        await using var cluster = new PostgreSqlCluster();
        await using var hub = await IdentityHub.StartAsync(
            await cluster.CreateSchemaAsync(), static options => options["accounts"] = new JsonObject { ["enabled"] = true, ["allowPlainPasswords"] = true });
        await hub.CallAsync("account_create", new JsonObject { ["user"] = "anna", ["password"] = AccountHub.Password });
        using var device = new TestDevice("p1363");
        await device.RegisterAsync(hub);
        var token = await device.TokenAsync(hub);
        await cluster.StopAsync();
        try
        {
            await AskAsync(hub, device, token);
        }
        finally
        {
            await cluster.StartAsync();
        }
    }

    private static async Task AskAsync(IdentityHub hub, TestDevice device, string token)
    {
        foreach (var (path, body) in new (string, JsonObject)[]
        {
            ("/api/login", new JsonObject { ["user"] = "anna", ["password"] = AccountHub.Password }),
            ("/api/login_refresh", new JsonObject { ["refresh_token"] = "a.b" }),
            ("/api/logout", new JsonObject { ["refresh_token"] = "a.b" }),
            ("/connection/enrol", new JsonObject { ["code"] = "a", ["id"] = "b", ["public_key"] = device.PublicKey }),
        })
        {
            using var response = await hub.PostAsync(path, body);
            Assert.Equal((path, HttpStatusCode.ServiceUnavailable), (path, response.StatusCode));
            var error = (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("error");
            Assert.Equal(108, error.GetProperty("code").GetInt32());
        }

        Assert.Equal(108, (await hub.ErrorAsync("account_list")).GetProperty("code").GetInt32());
        Assert.Equal("108", await RawClient.TryAsync(hub, token));
        using var page = await hub.Http.GetAsync(new Uri("/account/reset?code=a", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
    }
}
