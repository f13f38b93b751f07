using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests.Outbox;

/// <summary>A hub that is killed again and again while several threads publish through the outbox.</summary>
public sealed class OutboxKillTests : IAsyncDisposable
{
    private const int Threads = 4;

    private static readonly bool _isLong = Environment.GetEnvironmentVariable("SWITCHBOARD_LONG") == "1";
    private static readonly int _kills = _isLong ? 50 : 3;
    private static readonly int _publications = _isLong ? 10_000 : 500;
    private static readonly TimeSpan _patience = _isLong ? TimeSpan.FromMinutes(20) : TimeSpan.FromMinutes(2);

    private readonly OutboxBench _bench = new();
    private readonly string _received = Path.GetTempFileName();

    [Theory]
    [InlineData("kept:a")]
    [InlineData("plain:a")]
    public async Task Publications_HubKilledOverAndOver_AreReceivedOnceInTheOrderOfEachThread(string channel)
    {
        var hub = TestProgram.Start("hub", _received);
        await using var proxy = new TcpProxy(await PortOfAsync(hub));
        var delivered = 0;
        await using (var client = Clients.Create(
            proxy.Url,
            options => options.Outbox = new OutboxOptions { Path = _bench.File, MaxRetryDelay = TimeSpan.FromSeconds(1) }))
        {
            client.Outbox.Delivered += (_, _) => Interlocked.Increment(ref delivered);
            await client.ConnectAsync(OutboxBench.Cancelled);
            var publishing = Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() => PublishAsync(client, channel, thread), OutboxBench.Cancelled)));
            for (var kill = 1; kill <= _kills; kill++)
            {
                var enough = _publications / (_kills + 1) * kill;
                await OutboxBench.UntilAsync(() => Volatile.Read(ref delivered) >= enough, _patience);
                await hub.DisposeAsync();
                hub = TestProgram.Start("hub", _received);
                proxy.TargetPort = await PortOfAsync(hub);
            }

            await publishing.WaitAsync(_patience, OutboxBench.Cancelled);
            await client.Outbox.DrainAsync(OutboxBench.Cancelled).WaitAsync(_patience, OutboxBench.Cancelled);
            Assert.Equal(0, client.Outbox.DeadLetterCount);
        }

        await hub.DisposeAsync();
        AssertComplete(await File.ReadAllLinesAsync(_received, OutboxBench.Cancelled), channel);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_received);
        await _bench.DisposeAsync();
    }

    private static async Task PublishAsync(SwitchboardClient client, string channel, int thread)
    {
        for (var number = 0; number < _publications / Threads; number++)
        {
            await client.Outbox.PublishAsync(channel, OutboxBench.Data($"\"{thread} {number}\""), OutboxBench.Cancelled);
        }
    }

    private static void AssertComplete(string[] lines, string channel)
    {
        Assert.Equal(_publications, lines.Length);
        var parts = lines.Select(line => line.Split(' ')).ToArray();
        Assert.Equal(_publications, parts.Select(part => part[0]).Distinct(StringComparer.Ordinal).Count());
        Assert.All(parts, part => Assert.Equal(channel, part[1]));
        foreach (var ofThread in parts.GroupBy(part => part[2], StringComparer.Ordinal))
        {
            Assert.Equal(
                Enumerable.Range(0, _publications / Threads).Select(number => $"{number}\""), ofThread.Select(part => part[3]), StringComparer.Ordinal);
        }
    }

    private static async Task<int> PortOfAsync(TestProgram hub)
    {
        const string Announcement = "Listening on ";
        while (await hub.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
            {
                return new Uri(line[Announcement.Length..]).Port;
            }
        }

        throw new InvalidOperationException("The hub ended.");
    }
}
