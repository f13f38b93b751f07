using System.Collections.Concurrent;
using System.Globalization;
using Switchboard.Specs;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>The server is killed while many publish, again and again; then what it acknowledged is compared with what it has.</summary>
/// <remarks>The seed decides who publishes what, and when the kills come. <c>SWITCHBOARD_SEED</c> replays one.</remarks>
public sealed class CrashTests(PostgreSqlCluster cluster) : IDisposable
{
    private const int Publishers = 16;
    private const int Channels = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private readonly ConcurrentQueue<PublishAttempt> _attempts = new();
    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("SWITCHBOARD_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : Environment.TickCount;
    private int _acknowledged;

    private static int Kills => Environment.GetEnvironmentVariable("SWITCHBOARD_LONG") == "1" ? 100 : 5;

    [Fact]
    public Task Killed_OnSqlite_KeepsWhatItAcknowledged() => RunAsync(null);

    [Fact]
    public async Task Killed_OnPostgreSql_KeepsWhatItAcknowledged() => await RunAsync(await cluster.CreateSchemaAsync());

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task RunAsync(string? connectionString)
    {
        await HubProcess.ConfigureAsync(_folder.FullName, connectionString);
        var random = new Random(_seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var hub = await HubProcess.StartAsync(_folder.FullName);
            await LoadUntilKilledAsync(hub, kill, random);
        }

        using var last = await HubProcess.StartAsync(_folder.FullName);
        var streams = new Dictionary<string, IReadOnlyList<(Position, string)>>(StringComparer.Ordinal);
        for (var channel = 0; channel < Channels; channel++)
        {
            streams[NameOf(channel)] = await last.ReadAsync(NameOf(channel));
        }

        var problems = HistoryChecker.Check(_attempts, streams);
        Assert.True(problems.Count == 0, $"SWITCHBOARD_SEED={_seed}: {string.Join("; ", problems.Take(20))}");
        Assert.NotEmpty(_attempts);
        await last.StopAsync();
    }

    private async Task LoadUntilKilledAsync(HubProcess hub, int round, Random random)
    {
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var goal = Volatile.Read(ref _acknowledged) + random.Next(1, 400);
        var publishers = Enumerable.Range(0, Publishers)
            .Select(publisher => PublishAsync(hub, round, publisher, new Random(random.Next()), killed.Token))
            .ToArray();
        while (Volatile.Read(ref _acknowledged) < goal)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        hub.Dispose();
        await killed.CancelAsync();
        await Task.WhenAll(publishers).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
    }

    private async Task PublishAsync(HubProcess hub, int round, int publisher, Random random, CancellationToken killed)
    {
        for (var i = 0; !killed.IsCancellationRequested; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{round}:{publisher}:{i}");
            var channel = NameOf(random.Next(Channels));
            try
            {
                var position = await hub.PublishAsync(channel, id, random.Next(3) == 0 ? id : null, killed);
                _attempts.Enqueue(new PublishAttempt(id, channel, position));
                Interlocked.Increment(ref _acknowledged);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                _attempts.Enqueue(new PublishAttempt(id, channel, null));
                return;
            }
        }
    }

    private static string NameOf(int channel) => string.Create(CultureInfo.InvariantCulture, $"kept:{channel}");
}
