using System.Globalization;
using System.Text.Json.Nodes;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>What was scheduled survives the end of the server, happens once, and says that it is late.</summary>
public sealed class ScheduleCrashTests(PostgreSqlCluster cluster) : IDisposable
{
    private const int Count = 60;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Due_WhileTheServerWasDown_HappensOnceAndIsLate(bool postgreSql)
    {
        await HubProcess.ConfigureAsync(_folder.FullName, postgreSql ? await cluster.CreateSchemaAsync() : null);
        long due;
        using (var hub = await HubProcess.StartAsync(_folder.FullName))
        {
            due = DateTimeOffset.UtcNow.AddSeconds(5).ToUnixTimeMilliseconds();
            await ScheduleAsync(hub, "a", DateTimeOffset.FromUnixTimeMilliseconds(due));
        }

        while (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() < due + 1500)
        {
            await Task.Delay(100, Cancelled);
        }

        using var again = await HubProcess.StartAsync(_folder.FullName);
        var publication = Assert.Single(await WaitAsync(again, 1));

        Assert.Equal("a", (string)publication["data"]!);
        Assert.InRange(long.Parse((string)publication["tags"]!["late_ms"]!, CultureInfo.InvariantCulture), 1500, long.MaxValue);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_WhileSchedulesAreCarriedOut_EachHappensOnce(bool postgreSql)
    {
        await HubProcess.ConfigureAsync(_folder.FullName, postgreSql ? await cluster.CreateSchemaAsync() : null);
        using (var hub = await HubProcess.StartAsync(_folder.FullName))
        {
            var start = DateTimeOffset.UtcNow.AddSeconds(1);
            for (var i = 0; i < Count; i++)
            {
                await ScheduleAsync(hub, string.Create(CultureInfo.InvariantCulture, $"{i}"), start.AddMilliseconds(i * 5));
            }

            await WaitAsync(hub, Count / 3);
        }

        using (var again = await HubProcess.StartAsync(_folder.FullName))
        {
            await WaitAsync(again, Count);
            while ((await again.CallAsync("scheduled", [], Cancelled))["result"]!["schedules"]!.AsArray().Count > 0)
            {
                await Task.Delay(50, Cancelled);
            }

            // What was taken and not removed when the server was killed has come again by now, and had no effect.
            var texts = (await WaitAsync(again, Count)).Select(publication => (string)publication["data"]!).ToList();
            Assert.Equal(Count, texts.Count);
            Assert.Distinct(texts, StringComparer.Ordinal);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task ScheduleAsync(HubProcess hub, string id, DateTimeOffset due)
    {
        var answer = await hub.CallAsync(
            "schedule",
            new JsonObject
            {
                ["id"] = id,
                ["at"] = due.ToUnixTimeMilliseconds(),
                ["publish"] = new JsonObject { ["channel"] = "kept:a", ["data"] = id },
            },
            Cancelled);
        Assert.NotNull(answer["result"]);
    }

    /// <summary>Waits until there are so many publications.</summary>
    private static async Task<List<JsonNode>> WaitAsync(HubProcess hub, int count)
    {
        while (true)
        {
            var answer = await hub.CallAsync("history", new JsonObject { ["channel"] = "kept:a", ["limit"] = 5000 }, Cancelled);
            if (answer["result"]?["publications"]?.AsArray() is { } publications && publications.Count >= count)
            {
                return [.. publications.Select(publication => publication!)];
            }

            await Task.Delay(20, Cancelled);
        }
    }
}
