using System.Globalization;
using System.Text.Json.Nodes;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>What grows survives the end of the server: what was acknowledged is there once and in its order, and what nobody goes on with is broken.</summary>
public sealed class MutableCrashTests(PostgreSqlCluster cluster) : IDisposable
{
    private const int Writers = 4;

    private static readonly int _kills = Environment.GetEnvironmentVariable("SWITCHBOARD_LONG") == "1" ? 20 : 2;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_WithAppendsUnderWay_EveryAcknowledgedOneIsThereOnceInItsOrder(bool postgreSql)
    {
        await HubProcess.ConfigureAsync(_folder.FullName, postgreSql ? await cluster.CreateSchemaAsync() : null);
        var written = new int[Writers];
        for (var round = 0; round <= _kills; round++)
        {
            using var hub = await HubProcess.StartAsync(_folder.FullName);
            if (round == 0)
            {
                for (var writer = 0; writer < Writers; writer++)
                {
                    await CallAsync(hub, "publish", new JsonObject { ["channel"] = "growing:a", ["id"] = $"w{writer}", ["open"] = true, ["data"] = "" });
                }
            }

            if (round == _kills)
            {
                // What was asked for when the server was killed is asked for again, under the same key.
                await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => AppendAsync(hub, written, writer)));
                break;
            }

            using var stop = new CancellationTokenSource();
            var writing = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(hub, written, writer, stop.Token), Cancelled)).ToArray();
            var goal = written.Sum() + 100;
            while (written.Sum() < goal)
            {
                await Task.Delay(5, Cancelled);
            }

            await hub.KillAndReadLogAsync();
            await stop.CancelAsync();
            await Task.WhenAll(writing);
        }

        using var last = await HubProcess.StartAsync(_folder.FullName);
        foreach (var (id, text) in await ReadAsync(last))
        {
            var count = written[int.Parse(id[1..], CultureInfo.InvariantCulture)];
            Assert.Equal(string.Concat(Enumerable.Range(0, count).Select(static i => $"{i} ")), text);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_WriterThatDoesNotComeBack_LeavesABrokenOne(bool postgreSql)
    {
        await HubProcess.ConfigureAsync(_folder.FullName, postgreSql ? await cluster.CreateSchemaAsync() : null);
        using (var hub = await HubProcess.StartAsync(_folder.FullName))
        {
            await CallAsync(hub, "publish", new JsonObject { ["channel"] = "brief:a", ["id"] = "a", ["open"] = true, ["data"] = "half" });
        }

        using var again = await HubProcess.StartAsync(_folder.FullName);
        JsonNode? state;
        do
        {
            await Task.Delay(50, Cancelled);
            var page = await CallAsync(again, "history", new JsonObject { ["channel"] = "brief:a", ["limit"] = 1 });
            state = page["publications"]![0]!["tags"]!["state"];
        }
        while ((string?)state == "open");

        Assert.Equal("broken", (string?)state);
        var changes = await CallAsync(again, "history", new JsonObject { ["channel"] = "brief:a", ["limit"] = 10, ["since"] = new JsonObject { ["offset"] = 0 } });
        Assert.Equal(2, changes["publications"]!.AsArray().Count);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task WriteAsync(HubProcess hub, int[] written, int writer, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await AppendAsync(hub, written, writer);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The server was killed.
            return;
        }
    }

    private static async Task AppendAsync(HubProcess hub, int[] written, int writer)
    {
        var append = new JsonObject { ["channel"] = "growing:a", ["id"] = $"w{writer}", ["data"] = $"{written[writer]} ", ["idempotency_key"] = $"w{writer}-{written[writer]}" };
        await CallAsync(hub, "append", append);
        Interlocked.Increment(ref written[writer]);
    }

    private static async Task<IEnumerable<(string Id, string Text)>> ReadAsync(HubProcess hub)
    {
        var page = await CallAsync(hub, "history", new JsonObject { ["channel"] = "growing:a", ["limit"] = 100 });
        var wholes = page["publications"]!.AsArray();
        Assert.Equal(Writers, wholes.Count);
        return wholes.Select(static whole => ((string)whole!["tags"]!["id"]!, (string)whole["data"]!));
    }

    private static async Task<JsonNode> CallAsync(HubProcess hub, string method, JsonObject request)
    {
        var answer = await hub.CallAsync(method, request, Cancelled);
        Assert.True(answer["result"] is not null, $"{method} answered {answer.ToJsonString()}");
        return answer["result"]!;
    }
}
