using System.Net;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchboard.Extensibility;
using Switchboard.Identity.Audit;
using Switchboard.Identity.Tests.Support;
using Switchboard.Specs;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.Audit;

public sealed class AuditHubTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Store => Path.Combine(_folder.FullName, "hub.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Hub_WhatHappens_IsInTheAudit()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using (var socket = await CentrifugeSocket.ConnectAsync(hub.Address))
        {
            using var refused = await hub.PostAsync("/api/info", [], "a wrong key");
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        await Assert.ThrowsAnyAsync<Exception>(() => CentrifugeSocket.ConnectAsync(hub.Address, """{"token":"no.such.token"}"""));
        using (var foreign = new HttpRequestMessage(HttpMethod.Get, "/connection/uni_sse"))
        {
            foreign.Headers.Add("Origin", "https://evil.example");
            using var answer = await hub.Http.SendAsync(foreign, Cancelled);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        await hub.CallAsync("disconnect", new JsonObject { ["user"] = "ann" });
        await hub.ErrorAsync("unsubscribe", new JsonObject { ["channel"] = "nowhere:x", ["user"] = "ann" });
        await hub.CallAsync("publish", new JsonObject { ["channel"] = "x", ["data"] = 1 });

        await UntilAsync(hub, "api.refused key", "connect.refused origin", "connect.refused invalid token", "server.started ok", "operation.disconnect ok", "operation.unsubscribe unknown channel");
        var disconnect = (await EntriesAsync(hub, new JsonObject { ["action"] = "operation.disconnect" })).Single();
        Assert.Equal("key:test", disconnect.GetProperty("actor").GetString());
        Assert.Equal("127.0.0.1", disconnect.GetProperty("address").GetString());
        Assert.Equal("ann", disconnect.GetProperty("target").GetString());
        Assert.DoesNotContain(await EntriesAsync(hub, []), static entry => entry.GetProperty("action").GetString()!.Contains("publish", StringComparison.Ordinal));
        Assert.DoesNotContain("a wrong key", (await hub.CallAsync("audit")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_ThatRepeat_ShareAnEntry()
    {
        await using (var hub = await IdentityHub.StartAsync(Store))
        {
            for (var i = 0; i < 5; i++)
            {
                using var refused = await hub.PostAsync("/api/info", [], "a wrong key");
            }

            await hub.StopAsync();
        }

        await using var later = await IdentityHub.StartAsync(Store);
        var entries = await EntriesAsync(later, new JsonObject { ["action"] = "api.refused" });
        Assert.Equal(2, entries.Length);
        Assert.Equal("4", entries[0].GetProperty("details").GetProperty("repeated").GetString());
        Assert.False(entries[1].GetProperty("details").TryGetProperty("repeated", out _));
    }

    [Fact]
    public async Task Operation_ThatItsCallerMayNotHave_IsInTheAudit_Once()
    {
        await using var hub = await IdentityHub.StartAsync(Store, static options => options["api"]!["keys"]!.AsArray().Add(JsonNode.Parse(
            """{ "name": "limited", "key": "a key for little", "methods": ["publish", "subscribe", "batch"], "channels": ["mine:*"] }""")));
        using var socket = await CentrifugeSocket.ConnectAsync(hub.Address);

        foreach (var (path, body) in new[]
        {
            ("/api/disconnect", """{"user":"ann"}"""), ("/api/publish", """{"channel":"yours:a","data":1}"""), ("/api/subscribe", """{"channel":"yours:b","user":"ann"}"""),
            ("/api/batch", """{"commands":[{"block":{"user":"bob"}}]}"""), ("/api", """{"method":"audit","params":5}"""),
        })
        {
            using var refused = await hub.PostAsync(path, JsonNode.Parse(body)!.AsObject(), "a key for little");
            Assert.Contains("\"code\":103", await refused.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        }

        await socket.ErrorAsync("rpc", """{"method":"sb.key_delete","data":{"name":"test"}}""");

        string[] expected =
        [
            "key:limited disconnect ann", "key:limited publish yours:a", "key:limited subscribe yours:b", "key:limited block bob", "key:limited audit ", "anonymous key_delete test",
        ];
        await UntilAsync(async () => (await RefusedAsync()).Length >= expected.Length);
        Assert.Equal(expected, await RefusedAsync(), StringComparer.Ordinal);
        Assert.Empty(await EntriesAsync(hub, new JsonObject { ["action"] = "operation.subscribe" }));

        async Task<string[]> RefusedAsync() => [.. (await EntriesAsync(hub, new JsonObject { ["action"] = "operation.refused" })).Reverse().Select(static entry
            => $"{entry.GetProperty("actor")} {entry.GetProperty("details").GetProperty("operation")} {entry.GetProperty("target")}")];
    }

    [Fact]
    public async Task Operation_Pages_GoThroughAllEntries()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        for (var i = 0; i < 7; i++)
        {
            await hub.CallAsync("disconnect", new JsonObject { ["user"] = $"u{i}" });
        }

        var targets = new List<string>();
        var cursor = "";
        do
        {
            var page = await hub.CallAsync("audit", new JsonObject { ["action"] = "operation.", ["limit"] = 3, ["cursor"] = cursor });
            targets.AddRange(page.GetProperty("entries").EnumerateArray().Select(static entry => entry.GetProperty("target").GetString()!));
            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString()! : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(Enumerable.Range(0, 7).Reverse().Select(static i => $"u{i}"), targets, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("limit", "1001")]
    [InlineData("limit", "-1")]
    [InlineData("cursor", "\"x\"")]
    [InlineData("from", "-1")]
    [InlineData("to", "9223372036854775807")]
    public async Task Operation_BadField_IsNamed(string field, string value)
    {
        await using var hub = await IdentityHub.StartAsync(Store);

        var error = await hub.ErrorAsync("audit", new JsonObject { [field] = JsonNode.Parse(value) });

        Assert.Equal(107, error.GetProperty("code").GetInt32());
        Assert.Contains(field, error.GetProperty("message").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operation_AuditIsOff_SaysSo()
    {
        await using var hub = await IdentityHub.StartAsync(Store, static options => options["audit"]!["enabled"] = false);

        Assert.Equal(108, (await hub.ErrorAsync("audit")).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Start_AuditThatNobodyKeeps_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => IdentityHub.StartAsync(Store, addsIdentity: false));

        Assert.Contains("AddIdentity", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_And_Restart_ChainGoesOn_AndHeadsAreWritten()
    {
        var heads = Path.Combine(_folder.FullName, "heads.jsonl");
        for (var start = 0; start < 2; start++)
        {
            await using var hub = await IdentityHub.StartAsync(Store, options => options["audit"]!["headsPath"] = heads);
            await hub.CallAsync("disconnect", new JsonObject { ["user"] = "ann" });
            await hub.StopAsync();
        }

        await using var last = await IdentityHub.StartAsync(Store);
        await UntilAsync(async () => (await EntriesAsync(last, new JsonObject { ["action"] = "server.started" })).Length == 3);
        var signed = (await File.ReadAllLinesAsync(heads, Cancelled)).Select(SignedHead.TryParse).ToArray();
        Assert.Equal(2, signed.Length);
        Assert.Null(await VerifyAsync(last, signed!));
        var entries = await EntriesAsync(last, []);
        Assert.Equal(["server.stopped", "operation.disconnect", "server.started"], entries.Skip(1).Take(3).Select(static entry => entry.GetProperty("action").GetString()), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("new/heads.jsonl")]
    [InlineData("new/heads/")]
    [UnsupportedOSPlatform("windows")]
    public async Task Heads_FileAndFolderThatAreMade_AreTheOwnersAlone(string path)
    {
        await using (var hub = await IdentityHub.StartAsync(Store, options => options["audit"]!["headsPath"] = Path.Combine(_folder.FullName, path)))
        {
            await hub.StopAsync();
        }

        var file = Assert.Single(Directory.GetFiles(Path.Combine(_folder.FullName, "new"), "*heads*.jsonl", SearchOption.AllDirectories));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public async Task Retention_OldEntries_Go_AndTheRestIsSound()
    {
        await using (var hub = await IdentityHub.StartAsync(Store))
        {
            await hub.CallAsync("disconnect", new JsonObject { ["user"] = "old" });
            await hub.StopAsync();
        }

        await using var later = await IdentityHub.StartAsync(Store, static options => options["audit"]!["retentionDays"] = 10);
        later.Time.Shift(TimeSpan.FromDays(11));
        await later.CallAsync("disconnect", new JsonObject { ["user"] = "new" });

        var store = later.Services.GetRequiredService<IAuditStore>();
        var before = (await store.ReadAsync(new AuditQuery(100), Cancelled)).ToDictionary(static entry => entry.Number);
        using var keeper = ActivatorUtilities.CreateInstance<AuditKeeper>(later.Services);
        await keeper.TrimAsync(Cancelled);

        await UntilAsync(later, "audit.trimmed ok");
        Assert.DoesNotContain(await EntriesAsync(later, []), static entry => entry.GetProperty("target").GetString() == "old");
        Assert.Single(await EntriesAsync(later, new JsonObject { ["target"] = "new" }));
        var last = before[(await store.ReadAsync(new AuditQuery(100), Cancelled))[^1].Number - 1];
        Assert.Null(await VerifyAsync(later, [], later.Services.GetRequiredService<AuditSealer>().Sign(new AuditAnchor(last.Number, last.Hash), last.Time)));
    }

    [Fact]
    public async Task Write_MoreThanMayWait_AreCounted_AndToldLater()
    {
        var store = new HeldStore();
        await using var hub = await IdentityHub.StartAsync(
            Store, static options => options["audit"]!["queuedEvents"] = 10, services => services.Replace(ServiceDescriptor.Singleton<IAuditStore>(store)));
        var audit = hub.Services.GetRequiredService<IAuditLog>();
        await store.Asked.Task.WaitAsync(Patience.Limit, Cancelled);

        for (var i = 0; i < 25; i++)
        {
            audit.Write(new AuditEvent("test.event"));
        }

        store.Release.SetResult();
        await UntilAsync(() => store.Entries.Any(static entry => entry.Event.Action == "audit.lost"));
        Assert.Equal("15", store.Entries.Single(static entry => entry.Event.Action == "audit.lost").Event.Details["count"]);
        Assert.Equal(10, store.Entries.Count(static entry => entry.Event.Action == "test.event"));
    }

    [Fact]
    public async Task Act_ThatCannotBeKept_IsNotAcknowledged()
    {
        var store = new HeldStore { IsAway = true };
        await using var hub = await IdentityHub.StartAsync(Store, configure: services => services.Replace(ServiceDescriptor.Singleton<IAuditStore>(store)));

        var error = await hub.ErrorAsync("disconnect", new JsonObject { ["user"] = "ann" });

        Assert.Equal(108, error.GetProperty("code").GetInt32());
        Assert.Contains("audit", error.GetProperty("message").GetString()!, StringComparison.Ordinal);
        store.IsAway = false;
        store.Release.TrySetResult();
        await hub.CallAsync("disconnect", new JsonObject { ["user"] = "ann" });
    }

    [Fact]
    public async Task Write_HostileTexts_AreKept()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        var audit = hub.Services.GetRequiredService<IAuditLog>();

        await audit.RecordAsync(
            new AuditEvent("test.event") { Target = "a\0b\uD800c", Actor = new string('x', 100_000), Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["\0"] = "\uDC00" } },
            Cancelled);

        var entry = (await EntriesAsync(hub, new JsonObject { ["action"] = "test.event" })).Single();
        Assert.Equal("a\uFFFDb\uFFFDc", entry.GetProperty("target").GetString());
        Assert.InRange(entry.GetProperty("actor").GetString()!.Length, 1000, 1025);
        Assert.Null(await VerifyAsync(hub, []));
    }

    private static async Task<JsonElement[]> EntriesAsync(IdentityHub hub, JsonObject filter)
    {
        filter["limit"] = 1000;
        return [.. (await hub.CallAsync("audit", filter)).GetProperty("entries").EnumerateArray()];
    }

    private static Task UntilAsync(IdentityHub hub, params string[] expected) => UntilAsync(async () =>
    {
        var found = (await EntriesAsync(hub, [])).Select(static entry => $"{entry.GetProperty("action")} {entry.GetProperty("result")}").ToArray();
        return expected.All(text => found.Contains(text, StringComparer.Ordinal));
    });

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while (!await condition())
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private static async Task<AuditFault?> VerifyAsync(IdentityHub hub, IEnumerable<SignedHead> heads, AuditAnchor? anchor = null)
    {
        var store = hub.Services.GetRequiredService<IAuditStore>();
        var entries = (await store.ReadAsync(new AuditQuery(10_000), Cancelled)).Reverse().ToArray();
        var head = await store.HeadAsync(Cancelled);
        var verifier = new AuditVerifier(hub.Services.GetRequiredService<AuditSealer>(), heads);
        var fault = verifier.Begin(anchor ?? AuditAnchor.None);
        foreach (var entry in entries)
        {
            fault ??= verifier.Next(entry);
        }

        return fault ?? verifier.End(head.Number, head.Hash);
    }

    /// <summary>Keeps entries in memory, once it is let go.</summary>
    private sealed class HeldStore : IAuditStore
    {
        private readonly Lock _lock = new();
        private readonly List<AuditEntry> _entries = [];

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsAway { get; set; }

        public IReadOnlyList<AuditEntry> Entries
        {
            get
            {
                lock (_lock)
                {
                    return [.. _entries];
                }
            }
        }

        public async ValueTask<AuditHead> AppendAsync(Func<AuditHead, IReadOnlyList<AuditEntry>> seal, CancellationToken cancellationToken)
        {
            Asked.TrySetResult();
            if (IsAway)
            {
                throw new SwitchboardException(ErrorCodes.NotAvailable);
            }

            await Release.Task;
            lock (_lock)
            {
                _entries.AddRange(seal(Head));
                return Head;
            }
        }

        public ValueTask<AuditHead> HeadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Head);

        public ValueTask<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuery query, CancellationToken cancellationToken) => ValueTask.FromResult(Entries);

        public ValueTask<long> TrimAsync(DateTimeOffset before, int limit, Func<AuditAnchor, AuditAnchor> sign, CancellationToken cancellationToken) => ValueTask.FromResult(0L);

        private AuditHead Head => _entries.Count == 0 ? default(AuditHead) with { Hash = "" } : new AuditHead(_entries[^1].Number, _entries[^1].Hash, _entries.Count);
    }
}
