using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Catalog;
using Switchboard.Identity.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.Audit;

/// <summary>Every operation that administers is told to the audit, once, whoever writes it there.</summary>
public sealed class AuditedOperationsTests : IDisposable
{
    // Why the audit need not know of an operation that succeeds. What is in neither this list nor that of acts is new: decide about it.
    private static readonly Dictionary<string, string[]> _exempt = new(StringComparer.Ordinal)
    {
        ["what the hub is there for: as many as messages, and none changes who may do what"] =
        [
            "publish", "append", "replace", "delete", "end", "broadcast", "rpc", "call", "serve", "unserve", "answer", "cancel", "send", "mark", "schedule", "unschedule", "job", "job_cancel", "job_retry", "ticket",
            "map_publish", "map_remove", "board_take", "board_free", "board_note",
        ],
        ["each of its commands is told by itself"] = ["batch"],
        ["changes nothing"] =
        [
            "presence", "presence_stats", "history", "channels", "info", "connections", "inbox", "state", "scheduled", "jobs", "job_status", "explain",
            "grants", "blocks", "tickets", "key_list", "key_get", "audit", "device_list", "device_get", "account_list", "account_get", "session_list",
            "map_read_state", "map_read_stream", "map_stats", "boards", "board_history", "outboxes", "outbox_refused",
        ],
    };

    // In the order in which they can succeed, with the action that tells of each.
    private static readonly (string Operation, string Request, string Action)[] _acts =
    [
        ("subscribe", """{"user":"ann","channel":"a"}""", "operation.subscribe"),
        ("unsubscribe", """{"user":"ann","channel":"a"}""", "operation.unsubscribe"),
        ("disconnect", """{"user":"ann"}""", "operation.disconnect"),
        ("refresh", """{"user":"ann","expired":true}""", "operation.refresh"),
        ("history_remove", """{"channel":"device:a"}""", "operation.history_remove"),
        ("map_clear", """{"channel":"board:a"}""", "operation.map_clear"),
        ("outbox_retry", """{"name":"app","all":true}""", "operation.outbox_retry"),
        ("outbox_drop", """{"name":"app","all":true}""", "operation.outbox_drop"),
        ("board_create", """{"channel":"lines:a","lines":[{"main":"a"}]}""", "operation.board_create"),
        ("board_change", """{"channel":"lines:a","title":"A"}""", "operation.board_change"),
        ("board_delete", """{"channel":"lines:a"}""", "operation.board_delete"),
        ("grant", """{"user":"ann","operations":["subscribe"],"channels":["a"]}""", "grant.given"),
        ("revoke", """{"user":"ann","operations":["subscribe"],"channels":["a"]}""", "grant.revoked"),
        ("block", """{"user":"ann"}""", "user.blocked"),
        ("unblock", """{"user":"ann"}""", "user.unblocked"),
        ("revoke_tokens", """{"user":"ann"}""", "tokens.revoked"),
        ("key_create", """{"name":"shop"}""", "key.created"),
        ("key_change", """{"name":"shop","disabled":true}""", "key.changed"),
        ("key_rotate", """{"name":"shop"}""", "key.rotated"),
        ("key_delete", """{"name":"shop"}""", "key.deleted"),
        ("device_create", """{"id":"press-7","public_key":"KEY"}""", "operation.device_create"),
        ("device_code", """{"id":"press-8"}""", "operation.device_code"),
        ("device_disable", """{"id":"press-7"}""", "operation.device_disable"),
        ("device_delete", """{"id":"press-7"}""", "operation.device_delete"),
        ("account_create", """{"user":"bob","password":"correct horse battery"}""", "account.created"),
        ("account_change", """{"user":"bob","name":"Bob"}""", "account.changed"),
        ("account_change", """{"user":"bob","roles":["shift"]}""", "account.roles_changed"),
        ("account_change", """{"user":"bob","password":"battery horse correct"}""", "account.password_changed"),
        ("account_disable", """{"user":"bob"}""", "account.disabled"),
        ("account_enable", """{"user":"bob"}""", "account.enabled"),
        ("account_reset", """{"user":"bob"}""", "account.reset"),
        ("session_end", """{"user":"bob"}""", "session.ended"),
        ("account_delete", """{"user":"bob"}""", "account.deleted"),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Operation_IsAudited_OrExemptForAReason()
    {
        Assert.Equal(
            OperationTable.All.Where(static row => row.Audit == OperationAudit.None).Select(static row => row.Name).Order(StringComparer.Ordinal),
            _exempt.Values.SelectMany(static names => names).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
        Assert.Equal(
            OperationTable.All.Where(static row => row.Audit != OperationAudit.None).Select(static row => row.Name).Order(StringComparer.Ordinal),
            _acts.Select(static act => act.Operation).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task Act_ThatSucceeds_IsToldOnce()
    {
        await using var hub = await StartAsync();
        using var device = new TestDevice("p1363");

        foreach (var (operation, request, action) in _acts)
        {
            var before = (await EntriesAsync(hub)).Length;
            var parameters = JsonNode.Parse(request)!.AsObject();
            if (parameters.ContainsKey("public_key"))
            {
                parameters["public_key"] = device.PublicKey;
            }

            await hub.CallAsync(operation, parameters);

            var told = (await EntriesAsync(hub))[..^before].Select(static entry => $"{entry.GetProperty("action")} {entry.GetProperty("result")} {entry.GetProperty("actor")}");
            Assert.Equal([$"{action} ok key:test"], told, StringComparer.Ordinal);
        }
    }

    [Theory]
    [InlineData("key_delete", """{"name":"nobody"}""", "nobody")]
    [InlineData("block", """{"user":"ann","until":1}""", "ann")]
    [InlineData("account_delete", """{"user":"nobody"}""", "nobody")]
    [InlineData("device_delete", """{"id":"nothing"}""", "nothing")]
    public async Task Act_ThatFails_IsToldWithItsResult(string operation, string request, string target)
    {
        await using var hub = await StartAsync();

        await hub.ErrorAsync(operation, JsonNode.Parse(request)!.AsObject());

        await AuditHubTests.UntilAsync(async () => (await EntriesAsync(hub, operation)).Length > 0);
        var told = Assert.Single(await EntriesAsync(hub, operation));
        Assert.Equal(target, told.GetProperty("target").GetString());
        Assert.False(told.GetProperty("result").ValueEquals("ok"));
    }

    [Fact]
    public async Task KeyChange_SaysWhatIsOther()
    {
        await using var hub = await StartAsync();
        await hub.CallAsync("key_create", new JsonObject { ["name"] = "shop", ["operations"] = new JsonArray("publish", "presence"), ["expire_at"] = 4_102_444_800 });
        await hub.CallAsync("key_change", new JsonObject { ["name"] = "shop", ["channels"] = new JsonArray("shop:*", "news"), ["expire_at"] = 0 });
        await hub.CallAsync("key_change", new JsonObject { ["name"] = "shop", ["operations"] = new JsonArray() });

        var told = (await EntriesAsync(hub)).Where(static entry => entry.GetProperty("action").GetString()!.StartsWith("key.", StringComparison.Ordinal)).Select(static entry => entry.GetProperty("details").GetRawText());

        Assert.Equal(
            [
                """{"changed":"operations","operations":"*"}""",
                """{"changed":"channels expires","channels":"shop:* news","expires":"never"}""",
                """{"operations":"publish presence","channels":"*","expires":"2100-01-01T00:00:00.0000000+00:00"}""",
            ],
            told,
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task DeviceDisable_SaysWhether()
    {
        await using var hub = await StartAsync();
        using var device = new TestDevice("p1363");
        await device.RegisterAsync(hub);
        await hub.CallAsync("device_disable", new JsonObject { ["id"] = device.Id, ["disabled"] = false });

        var told = (await EntriesAsync(hub, "device_disable")).Single();
        Assert.Equal(device.Id, told.GetProperty("target").GetString());
        Assert.Equal("false", told.GetProperty("details").GetProperty("disabled").GetString());
    }

    private Task<IdentityHub> StartAsync() => IdentityHub.StartAsync(
        Path.Combine(_folder.FullName, "hub.db"),
        options =>
        {
            options["outboxes"] = new JsonArray(new JsonObject { ["name"] = "app", ["type"] = "sqlite", ["path"] = Path.Combine(_folder.FullName, "app.db"), ["create"] = true });
            options["accounts"] = new JsonObject { ["enabled"] = true };
            options["namespaces"]!["board"] = new JsonObject { ["type"] = "map" };
            options["namespaces"]!["lines"] = new JsonObject { ["type"] = "map", ["board"] = true, ["storage"] = "durable" };
            options["namespaces"]!["device"]!["allowHistory"] = new JsonArray("service");
        },
        static services => services.Configure<PasswordHasherOptions>(static hasher => hasher.IterationCount = 1000));

    // Those of administrators, newest first.
    private static async Task<JsonElement[]> EntriesAsync(IdentityHub hub, string operation = "")
    {
        var filter = new JsonObject { ["limit"] = 1000, ["actor"] = "key:test", ["action"] = operation.Length > 0 ? $"operation.{operation}" : "" };
        return [.. (await hub.CallAsync("audit", filter)).GetProperty("entries").EnumerateArray()];
    }
}
