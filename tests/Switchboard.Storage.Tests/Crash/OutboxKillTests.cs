using System.Globalization;
using System.Text;
using Switchboard.Client;
using Switchboard.Client.Tests.Support;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>A stand-alone server is killed again and again while several threads publish into a durable channel through the client's outbox.</summary>
public sealed class OutboxKillTests(PostgreSqlCluster cluster) : IDisposable
{
    private const string Channel = "kept:a";
    private const int Threads = 4;

    private static readonly bool _isLong = Environment.GetEnvironmentVariable("SWITCHBOARD_LONG") == "1";
    private static readonly int _kills = _isLong ? 50 : 5;
    private static readonly int _publications = _isLong ? 10_000 : 1_000;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(_isLong ? 20 : 3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Publications_ServerKilledOverAndOver_AreInTheChannelOnceInTheOrderOfEachThread(bool postgreSql)
    {
        await HubProcess.ConfigureAsync(_folder.FullName, postgreSql ? await cluster.CreateSchemaAsync() : null);
        var hub = await HubProcess.StartAsync(_folder.FullName);
        try
        {
            await using var proxy = new TcpProxy(hub.Address.Port);
            await using var client = CreateClient(proxy.Url);
            var delivered = 0;
            client.Outbox.Delivered += (_, _) => Interlocked.Increment(ref delivered);
            await client.ConnectAsync(Cancelled);
            var publishing = Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() => PublishAsync(client, thread), Cancelled)));
            for (var kill = 1; kill <= _kills; kill++)
            {
                await UntilAsync(() => Volatile.Read(ref delivered) >= _publications / (_kills + 1) * kill);
                hub.Dispose();
                hub = await HubProcess.StartAsync(_folder.FullName);
                proxy.TargetPort = hub.Address.Port;
            }

            await publishing.WaitAsync(_patience, Cancelled);
            await client.Outbox.DrainAsync(Cancelled).WaitAsync(_patience, Cancelled);
            Assert.Equal(0, client.Outbox.DeadLetterCount);
            AssertComplete(await hub.ReadAsync(Channel));
        }
        finally
        {
            hub.Dispose();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private SwitchboardClient CreateClient(Uri url)
    {
        var options = new SwitchboardClientOptions
        {
            Url = url,
            Outbox = new OutboxOptions { Path = Path.Combine(_folder.FullName, "outbox.db"), MaxRetryDelay = TimeSpan.FromSeconds(1) },
        };
        options.Backoff.InitialDelay = TimeSpan.FromMilliseconds(10);
        options.Backoff.MaxDelay = TimeSpan.FromMilliseconds(100);
        return new SwitchboardClient(options);
    }

    private static async Task PublishAsync(SwitchboardClient client, int thread)
    {
        for (var number = 0; number < _publications / Threads; number++)
        {
            await client.Outbox.PublishAsync(Channel, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"{thread} {number}\"")), Cancelled);
        }
    }

    private static void AssertComplete(IReadOnlyList<(Position Position, string Id)> stream)
    {
        Assert.Empty(HistoryChecker.CheckPositions(Channel, [.. stream.Select(entry => entry.Position)]));
        Assert.Equal(_publications, stream.Count);
        foreach (var ofThread in stream.Select(entry => entry.Id.Split(' ')).GroupBy(parts => parts[0], StringComparer.Ordinal))
        {
            Assert.Equal(
                Enumerable.Range(0, _publications / Threads).Select(number => number.ToString(CultureInfo.InvariantCulture)), ofThread.Select(parts => parts[1]), StringComparer.Ordinal);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(_patience);
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
