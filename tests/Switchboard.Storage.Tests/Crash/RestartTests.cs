using System.Text.Json.Nodes;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Specs;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>What clients and callers see of a restart, on the whole server.</summary>
public sealed class RestartTests(PostgreSqlCluster cluster) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Resume_AcrossARestart_IsWhole(bool postgreSql, bool killed)
    {
        await HubProcess.ConfigureAsync(_folder.FullName, postgreSql ? await cluster.CreateSchemaAsync() : null);
        JsonNode start;
        Position? keyed;
        using (var hub = await HubProcess.StartAsync(_folder.FullName))
        {
            await hub.PublishAsync("kept:a", "1", null, Cancelled);
            using var client = await CentrifugeSocket.ConnectAsync(hub.Address);
            start = await client.CommandAsync("subscribe", """{"channel":"kept:a","recoverable":true,"positioned":true}""");
            keyed = await hub.PublishAsync("kept:a", "2", "key", Cancelled);
            Assert.Equal("2", (string)(await client.PublicationAsync())["data"]!);
            if (!killed)
            {
                await hub.StopAsync();
            }
        }

        using var again = await HubProcess.StartAsync(_folder.FullName);
        await again.PublishAsync("kept:a", "3", null, Cancelled);
        Assert.Equal(keyed, await again.PublishAsync("kept:a", "2", "key", Cancelled));
        using var resumed = await CentrifugeSocket.ConnectAsync(again.Address);
        var recovery = await resumed.CommandAsync(
            "subscribe", $$"""{"channel":"kept:a","recover":true,"epoch":"{{start["epoch"]}}","offset":{{start["offset"]}}}""");

        Assert.True((bool?)recovery["recovered"]);
        Assert.Equal(["2", "3"], recovery["publications"]!.AsArray().Select(publication => (string)publication!["data"]!), StringComparer.Ordinal);
        await again.PublishAsync("kept:a", "4", null, Cancelled);
        Assert.Equal(4u, (uint)(await resumed.PublicationAsync())["offset"]!);
    }

    [Fact]
    public async Task Outage_OfTheDatabase_LeavesMemoryChannelsAndConnectionsAlone()
    {
        await using var own = new PostgreSqlCluster();
        await HubProcess.ConfigureAsync(_folder.FullName, await own.CreateSchemaAsync());
        using var hub = await HubProcess.StartAsync(_folder.FullName);
        Assert.NotNull(await hub.PublishAsync("kept:a", "1", null, Cancelled));
        using var client = await CentrifugeSocket.ConnectAsync(hub.Address);
        await client.CommandAsync("subscribe", """{"channel":"kept:a"}""");
        await client.CommandAsync("subscribe", """{"channel":"plain:a"}""");

        // It is due while the database is away.
        var later = LoadRequest.Schedule(LoadRequest.Publish("late", "kept:a", isKeyed: false), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.NotNull((await hub.CallAsync(later.Operation, later.Parameters, Cancelled))["result"]);
        await own.StopAsync();
        await AssertRefusedAsync(hub);
        Assert.Equal((200, "degraded"), await hub.HealthAsync());
        var error = await client.ErrorAsync("publish", """{"channel":"kept:a","data":"3"}""");
        Assert.Equal((108, true), ((int)error["code"]!, (bool)error["temporary"]!));
        await hub.PublishAsync("plain:a", "4", null, Cancelled);
        Assert.Equal("4", (string)(await client.PublicationAsync())["data"]!);

        while (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() < (long)later.Parameters["at"]! + HubProcess.LateAfterMilliseconds)
        {
            await Task.Delay(50, Cancelled);
        }

        await own.StartAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while (await hub.HealthAsync() != (200, "ready"))
        {
            await Task.Delay(50, patience.Token);
        }

        var late = await client.PublicationAsync();
        Assert.Equal("late", (string)late["data"]!);
        Assert.NotNull(late["tags"]!["late_ms"]);
        await hub.PublishAsync("kept:a", "5", null, Cancelled);
        Assert.Equal("5", (string)(await client.PublicationAsync())["data"]!);
        Assert.NotNull((await hub.CallAsync("send", LoadRequest.Send("6", "ann", isKeyed: true).Parameters, Cancelled))["result"]);
    }

    [Fact]
    public async Task Namespace_ThatChangesItsStorage_BeginsItsStreamsAnewEachTime()
    {
        await HubProcess.ConfigureAsync(_folder.FullName, null);
        using var hub = await HubProcess.StartAsync(_folder.FullName);
        var epochs = new List<string> { (await hub.PublishAsync("kept:a", "1", null, Cancelled))!.Value.Epoch };

        foreach (var isDurable in new[] { false, true, false })
        {
            // What is published while the change is made may begin a stream that the change ends: another namespace tells when it is in force.
            var marker = $"round{epochs.Count}";
            await HubProcess.ConfigureAsync(_folder.FullName, null, isDurable, marker);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
            patience.CancelAfter(Patience.Limit);
            while (await hub.PublishAsync($"{marker}:a", "x", null, Cancelled) is null)
            {
                await Task.Delay(20, patience.Token);
            }

            epochs.Add((await hub.PublishAsync("kept:a", "x", null, Cancelled))!.Value.Epoch);
        }

        Assert.Distinct(epochs, StringComparer.Ordinal);
        Assert.Equal(4, epochs.Count);
    }

    [Fact]
    public async Task Start_OnAStoreInUse_SaysSoAndEnds()
    {
        await HubProcess.ConfigureAsync(_folder.FullName, null);
        using var hub = await HubProcess.StartAsync(_folder.FullName);
        using var second = SwitchboardProcess.Start(_folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal), "serve", "--urls", "http://127.0.0.1:0");

        var result = await second.WaitAsync(Cancelled);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("in use by another process", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // What was refused has had no effect, or one that the same key makes the only one.
    private static async Task AssertRefusedAsync(HubProcess hub)
    {
        var publish = LoadRequest.Publish("2", "kept:a", isKeyed: false);
        var send = LoadRequest.Send("6", "ann", isKeyed: true);
        var requests = new Dictionary<string, JsonObject>(StringComparer.Ordinal)
        {
            ["publish"] = publish.Parameters,
            ["send"] = send.Parameters,
            ["schedule"] = LoadRequest.Schedule(send with { Text = "7" }, DateTimeOffset.UtcNow.AddDays(1)).Parameters,
            ["scheduled"] = [],
            ["unschedule"] = new JsonObject { ["id"] = "7" },
            ["inbox"] = new JsonObject { ["user"] = "ann" },
            ["mark"] = new JsonObject { ["user"] = "ann", ["ids"] = new JsonArray("any"), ["as"] = "read" },
            ["state"] = new JsonObject { ["ids"] = new JsonArray("any") },
        };
        foreach (var (operation, parameters) in requests)
        {
            var answer = await hub.CallAsync(operation, parameters, Cancelled);
            Assert.True((int?)answer["error"]?["code"] == 108, $"{operation}: {answer.ToJsonString()}");
        }
    }
}
