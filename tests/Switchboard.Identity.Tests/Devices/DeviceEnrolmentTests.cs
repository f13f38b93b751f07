using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchboard.Identity.Tests.Support;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.Devices;

public sealed class DeviceEnrolmentTests(PostgreSqlCluster cluster) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Store => Path.Combine(_folder.FullName, "hub.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Enrol_Code_IsGoodOnce()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice("ed25519");
        var code = await CodeAsync(hub, new JsonObject { ["name"] = "The press" });

        Assert.Equal((200, "press-7"), await EnrolAsync(hub, code, device));
        Assert.Equal("ok", await RawClient.TryAsync(hub, await device.TokenAsync(hub)));
        Assert.Equal("The press", (await hub.CallAsync("device_get", new JsonObject { ["id"] = device.Id })).GetProperty("name").GetString());
        using var second = new TestDevice("p1363", "second");
        Assert.Equal(401, (await EnrolAsync(hub, code, second)).Status);
        var audited = (await hub.CallAsync("audit", new JsonObject { ["action"] = "device.enrolled", ["result"] = "ok" })).GetProperty("entries").EnumerateArray().Single();
        Assert.Equal("device:press-7", audited.GetProperty("actor").GetString());
        Assert.DoesNotContain(code, (await hub.CallAsync("audit")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrol_RegisteredId_IsNotTakenOver_AndTheCodeStaysGood()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice("p1363");
        await device.RegisterAsync(hub);
        using var thief = new TestDevice("p1363");
        var code = await CodeAsync(hub, []);

        Assert.Equal(409, (await EnrolAsync(hub, code, thief)).Status);
        Assert.Contains("taken by a device", (await hub.ErrorAsync("device_create", new JsonObject { ["id"] = device.Id, ["public_key"] = thief.PublicKey })).GetRawText(), StringComparison.Ordinal);
        Assert.Equal("closed 3500", await RawClient.TryAsync(hub, await thief.TokenAsync(hub)));
        Assert.Equal("ok", await RawClient.TryAsync(hub, await device.TokenAsync(hub)));
        using var other = new TestDevice("p1363", "other");
        Assert.Equal(200, (await EnrolAsync(hub, code, other)).Status);
    }

    [Fact]
    public async Task Enrol_IdOfAnAccount_IsRefused_AndTheCodeStaysGood()
    {
        await using var hub = await IdentityHub.StartAsync(Store, static options => options["accounts"] = new JsonObject { ["enabled"] = true });
        await hub.CallAsync("account_create", new JsonObject { ["user"] = "press-7", ["password"] = "correct horse battery" });
        using var thief = new TestDevice("p1363");
        using var other = new TestDevice("p1363", "other");
        var code = await CodeAsync(hub, []);

        Assert.Equal(409, (await EnrolAsync(hub, code, thief)).Status);
        Assert.Contains("taken by an account", (await hub.ErrorAsync("device_create", new JsonObject { ["id"] = "PRESS-7", ["public_key"] = thief.PublicKey })).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(200, (await EnrolAsync(hub, code, other)).Status);
    }

    [Fact]
    public async Task Enrol_ChosenIdOfAUser_IsRefused_ButNotOneThatTheCodeIsFor()
    {
        await using var hub = await IdentityHub.StartAsync(Store, static options => options["inbox"] = new JsonObject { ["enabled"] = true });
        await hub.CallAsync("grant", new JsonObject { ["user"] = "granted", ["operations"] = new JsonArray("subscribe"), ["channels"] = new JsonArray("news") });
        await hub.CallAsync("block", new JsonObject { ["user"] = "blocked" });
        await hub.CallAsync("send", new JsonObject { ["user"] = "messaged", ["data"] = 1 });
        var code = await CodeAsync(hub, []);
        foreach (var id in new[] { "granted", "blocked", "messaged" })
        {
            using var thief = new TestDevice("p1363", id);
            Assert.Equal((id, 409), (id, (await EnrolAsync(hub, code, thief)).Status));
        }

        using var device = new TestDevice("p1363", "granted");
        Assert.Equal(200, (await EnrolAsync(hub, await CodeAsync(hub, new JsonObject { ["id"] = "granted" }), device)).Status);
    }

    [Fact]
    public async Task Enrol_ChosenId_BeginsWithThePrefix()
    {
        await using var hub = await IdentityHub.StartAsync(Store, static options => options["devices"]!["idPrefix"] = "press-");
        using var other = new TestDevice("p1363", "other");
        using var device = new TestDevice("p1363");
        var code = await CodeAsync(hub, []);

        Assert.Equal(400, (await EnrolAsync(hub, code, other)).Status);
        Assert.Equal(200, (await EnrolAsync(hub, code, device)).Status);
        Assert.Equal(200, (await EnrolAsync(hub, await CodeAsync(hub, new JsonObject { ["id"] = "other" }), other)).Status);
    }

    [Fact]
    public async Task AccountAndDevice_OfOneIdAtOnce_AreNotBothMade()
    {
        await using var hub = await IdentityHub.StartAsync(Store, static options => options["accounts"] = new JsonObject { ["enabled"] = true });
        for (var i = 0; i < 20; i++)
        {
            using var device = new TestDevice("p1363", $"press-{i}");
            var answers = await Task.WhenAll(
                hub.AskAsync("account_create", new JsonObject { ["user"] = device.Id, ["password"] = "correct horse battery" }),
                hub.AskAsync("device_create", new JsonObject { ["id"] = device.Id, ["public_key"] = device.PublicKey }));
            Assert.InRange(answers.Count(static answer => answer.TryGetProperty("result", out _)), 0, 1);
        }
    }

    [Fact]
    public async Task Account_OfADevicesId_IsNotMade()
    {
        await using var hub = await IdentityHub.StartAsync(Store, static options => options["accounts"] = new JsonObject { ["enabled"] = true });
        using var device = new TestDevice("p1363");
        await device.RegisterAsync(hub);

        var error = await hub.ErrorAsync("account_create", new JsonObject { ["user"] = "press-7", ["password"] = "correct horse battery" });

        Assert.Equal("taken", error.GetProperty("details").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Enrol_CodeForAnId_IsForThatAlone()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var other = new TestDevice("p1363", "other");
        using var device = new TestDevice("p1363");
        var code = await CodeAsync(hub, new JsonObject { ["id"] = device.Id });

        Assert.Equal(400, (await EnrolAsync(hub, code, other)).Status);
        using var response = await hub.PostAsync("/connection/enrol", new JsonObject { ["code"] = code, ["public_key"] = device.PublicKey });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("ok", await RawClient.TryAsync(hub, await device.TokenAsync(hub)));
    }

    [Fact]
    public async Task Enrol_WithoutAGoodCode_LearnsNothing()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice("p1363");
        await device.RegisterAsync(hub);
        var code = await CodeAsync(hub, new JsonObject { ["expires_seconds"] = 60 });
        hub.Time.Shift(TimeSpan.FromSeconds(60));
        (string? Code, JsonNode? Key, int Status)[] attempts =
        [
            (code, device.PublicKey, 401),
            ("wrong", device.PublicKey, 401),
            ("wrong", "garbage", 401),
            ("", device.PublicKey, 400),
            (null, device.PublicKey, 400),
            (new string('A', 129), device.PublicKey, 400),
        ];

        foreach (var (given, key, status) in attempts)
        {
            using var response = await hub.PostAsync("/connection/enrol", new JsonObject { ["code"] = given, ["id"] = device.Id, ["public_key"] = key?.DeepClone() });
            Assert.Equal((given, status), (given, (int)response.StatusCode));
        }
    }

    [Fact]
    public async Task Enrol_BadKeyOrId_LeavesTheCode()
    {
        await using var hub = await IdentityHub.StartAsync(Store, static options => options["devices"]!["max"] = 1);
        using var device = new TestDevice("p1363");
        var code = await CodeAsync(hub, []);
        foreach (var body in new[]
        {
            new JsonObject { ["code"] = code, ["id"] = "a.b", ["public_key"] = device.PublicKey },
            new JsonObject { ["code"] = code, ["id"] = device.Id, ["public_key"] = "garbage" },
            new JsonObject { ["code"] = code, ["id"] = device.Id },
            new JsonObject { ["code"] = code, ["public_key"] = device.PublicKey },
        })
        {
            using var response = await hub.PostAsync("/connection/enrol", body);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }

        Assert.Equal(200, (await EnrolAsync(hub, code, device)).Status);
        using var second = new TestDevice("p1363", "second");
        var next = await CodeAsync(hub, []);
        Assert.Equal(409, (await EnrolAsync(hub, next, second)).Status);
        Assert.Contains("devices.max", (await hub.ErrorAsync("device_create", new JsonObject { ["id"] = "second", ["public_key"] = second.PublicKey })).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrol_TwoHundredAtOnceOnTwoNodes_OneEnters()
    {
        var schema = await cluster.CreateSchemaAsync();
        await using var first = await IdentityHub.StartAsync(schema, KnowName);
        await using var second = await IdentityHub.StartAsync(schema, KnowName);
        var code = await CodeAsync(first, []);
        using var key = new TestDevice("p1363");

        var attempts = Enumerable.Range(0, 200).Select(async i =>
        {
            using var response = await (i % 2 == 0 ? first : second).PostAsync("/connection/enrol", new JsonObject { ["code"] = code, ["id"] = $"device-{i}", ["public_key"] = key.PublicKey });
            return (int)response.StatusCode;
        });
        var statuses = await Task.WhenAll(attempts);

        Assert.Single(statuses, 200);
        Assert.Equal(199, statuses.Count(static status => status == 401));
        var only = (await second.CallAsync("device_list")).GetProperty("devices").EnumerateArray().Single();

        // What one node made is good on the other.
        var token = key.TokenOf(await TestDevice.ChallengeAsync(first, only.GetProperty("id").GetString()!), second.Address.Authority, only.GetProperty("id").GetString());
        Assert.Equal("closed 3500", await RawClient.TryAsync(second, token));
        var nonce = await ChallengeAsync(first, only.GetProperty("id").GetString()!, second.Address.Authority);
        token = key.TokenOf(nonce, second.Address.Authority, only.GetProperty("id").GetString());
        var outcomes = await Task.WhenAll(RawClient.TryAsync(second, token), RawClient.TryAsync(first, token, second.Address.Authority));
        Assert.Equal(["109 used", "ok"], outcomes.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task List_Devices_InPages()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var key = new TestDevice("p1363");
        foreach (var id in new[] { "c", "a", "b" })
        {
            await hub.CallAsync("device_create", new JsonObject { ["id"] = id, ["public_key"] = key.PublicKey, ["name"] = $"Device {id}" });
        }

        var page = await hub.CallAsync("device_list", new JsonObject { ["limit"] = 2 });
        var rest = await hub.CallAsync("device_list", new JsonObject { ["limit"] = 2, ["cursor"] = page.GetProperty("cursor").GetString() });

        Assert.Equal(["a", "b"], page.GetProperty("devices").EnumerateArray().Select(static device => device.GetProperty("id").GetString()), StringComparer.Ordinal);
        Assert.Equal("c", rest.GetProperty("devices").EnumerateArray().Single().GetProperty("id").GetString());
        Assert.False(rest.TryGetProperty("cursor", out _));
        foreach (var (method, body) in new[]
        {
            ("device_list", new JsonObject { ["limit"] = 1001 }), ("device_list", new JsonObject { ["cursor"] = "a b" }),
            ("device_get", new JsonObject { ["id"] = "unknown" }), ("device_disable", new JsonObject { ["id"] = "unknown" }), ("device_delete", new JsonObject { ["id"] = "unknown" }),
            ("device_get", []), ("device_code", new JsonObject { ["expires_seconds"] = 0 }), ("device_code", new JsonObject { ["expires_seconds"] = 100_000 }),
            ("device_code", new JsonObject { ["id"] = "a b" }), ("device_create", new JsonObject { ["id"] = "d" }),
        })
        {
            Assert.Equal(107, (await hub.ErrorAsync(method, body)).GetProperty("code").GetInt32());
        }
    }

    private static async Task<string> CodeAsync(IdentityHub hub, JsonObject request) => (await hub.CallAsync("device_code", request)).GetProperty("code").GetString()!;

    private static async Task<string> ChallengeAsync(IdentityHub hub, string device, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connection/challenge") { Content = JsonContent.Create(new { device }) };
        request.Headers.Host = host;
        using var response = await hub.Http.SendAsync(request, Cancelled);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("nonce").GetString()!;
    }

    // As behind a load balancer, under one name.
    private static void KnowName(JsonNode options) => options["connections"]!["allowedHosts"] = new JsonArray("127.0.0.1");

    private static async Task<(int Status, string Id)> EnrolAsync(IdentityHub hub, string code, TestDevice device)
    {
        using var response = await hub.PostAsync("/connection/enrol", new JsonObject { ["code"] = code, ["id"] = device.Id, ["public_key"] = device.PublicKey });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        return ((int)response.StatusCode, answer.TryGetProperty("id", out var id) ? id.GetString()! : "");
    }
}
