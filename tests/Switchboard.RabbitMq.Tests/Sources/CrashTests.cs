using System.Globalization;
using RabbitMQ.Client.Exceptions;
using Switchboard.RabbitMq.Tests.Support;
using Switchboard.Server.Tests.CommandLine;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Sources;

/// <summary>Broker and server are killed in turn while events come.</summary>
public sealed class CrashTests(FaultyServer faulty) : IClassFixture<FaultyServer>, IDisposable
{
    private const string Source = """{ "name": "a", "exchange": "e", "channel": "kept:a" }""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static bool IsLong => Environment.GetEnvironmentVariable("SWITCHBOARD_LONG") == "1";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_WhileBrokerAndServerAreKilled_AreAllThereAndThoseWithIdsOnce(bool hasIds)
    {
        var (count, kills) = IsLong ? (100_000, 10) : (1000, 2);
        var uri = await faulty.Server.CreateHostAsync();
        await WriteConfigurationAsync(uri);
        var process = StartServer();
        try
        {
            await process.ReadUntilAsync("The event source a is consumed", Cancelled);

            // RabbitMQ 3.10 writes the names of its quorum queues down minutes after they were declared: one that is killed before has lost them.
            await faulty.Server.ControlAsync("eval", "[dets:sync(T) || T <- dets:all()].");
            var publishing = PublishAsync(uri, count, hasIds);
            for (var i = 0; i < kills; i++)
            {
                await process.SignalAsync("KILL", Cancelled);
                process.Dispose();
                process = StartServer();
                await faulty.Server.KillAsync();
                await faulty.Server.StartAsync();
                await process.ReadUntilAsync("The event source a is consumed", Cancelled);
            }

            await publishing;
        }
        finally
        {
            process.Dispose();
        }

        await using var hub = await RabbitHub.StartAsync(uri, Source, Path.Combine(_folder.FullName, "data"));
        await using var broker = await Broker.ConnectAsync(uri);
        await broker.PublishAsync("e", "k", "\"end\"");
        IReadOnlyList<string> all = [];
        while (!all.Contains("\"end\"", StringComparer.Ordinal))
        {
            all = await hub.ReadAsync("kept:a", all.Count + 1);
        }

        var numbers = all.Where(static text => text != "\"end\"").Select(static text => int.Parse(text, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(0, count), numbers.Distinct().Order());
        Assert.True(!hasIds || numbers.Count == count, $"{numbers.Count} publications of {count} events");
    }

    private SwitchboardProcess StartServer()
        => SwitchboardProcess.Start(_folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal), "serve", "--urls", "http://127.0.0.1:0");

    private Task WriteConfigurationAsync(string uri) => File.WriteAllTextAsync(
        Path.Combine(_folder.FullName, "switchboard.json"),
        $$"""
        {
          "namespaces": { "kept": { "historySize": 1000000, "historyAgeSeconds": 86400, "storage": "durable" } },
          "storage": { "path": "data/hub.db" },
          "rabbitMq": { "uri": "{{uri}}" },
          "eventSources": [ {{Source}} ]
        }
        """,
        Cancelled);

    // What is not confirmed is published again, with its id.
    private static async Task PublishAsync(string uri, int count, bool hasIds)
    {
        Broker? broker = null;
        for (var i = 0; i < count;)
        {
            try
            {
                broker ??= await Broker.ConnectAsync(uri);
                await broker.PublishAsync("e", "k", $"{i}", hasIds ? $"id{i}" : null);
                i++;
            }
            catch (Exception exception) when (exception is RabbitMQClientException or IOException)
            {
                await Task.Delay(20, Cancelled);
                if (broker is not null)
                {
                    await broker.DisposeAsync();
                    broker = null;
                }
            }
        }

        if (broker is not null)
        {
            await broker.DisposeAsync();
        }
    }
}
