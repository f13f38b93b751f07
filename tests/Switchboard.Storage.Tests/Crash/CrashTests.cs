using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using Switchboard.Specs;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>The server is killed while many publish, change entries, send, mark and schedule, again and again; then what it acknowledged is compared with what it has.</summary>
/// <remarks>The seed decides who does what, and when the kills come. <c>SWITCHBOARD_SEED</c> replays one.</remarks>
public sealed class CrashTests(PostgreSqlCluster cluster) : IDisposable
{
    private const int Services = 10;
    private const int Devices = 2;
    private const int Redelivered = 100;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private readonly CrashRecord _record = new();
    private readonly List<LoadActor> _services = [];
    private readonly List<(string User, UserActor Actor)> _users = [];
    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("SWITCHBOARD_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : Environment.TickCount;

    private static int Kills => Environment.GetEnvironmentVariable("SWITCHBOARD_LONG") == "1" ? 100 : 5;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public Task Killed_OnSqlite_KeepsWhatItAcknowledged() => RunAsync(null);

    [Fact]
    public async Task Killed_OnPostgreSql_KeepsWhatItAcknowledged() => await RunAsync(await cluster.CreateSchemaAsync());

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task RunAsync(string? connectionString)
    {
        var clock = Stopwatch.StartNew();
        await HubProcess.ConfigureAsync(_folder.FullName, connectionString);
        _services.AddRange(Enumerable.Range(0, Services).Select(number => new LoadActor($"service{number}", "", _record)));
        _users.AddRange(LoadActor.Users.SelectMany(user => Enumerable.Range(0, Devices).Select(number => (user, new UserActor($"{user}{number}", user, _record)))));
        var random = new Random(_seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var hub = await StartAsync();
            await WithLogAsync(hub, LoadUntilKilledAsync(hub, kill, random));
            await StayAwayAsync(random);
        }

        using var last = await StartAsync();
        await WithLogAsync(last, CheckAsync(last));
        await last.StopAsync();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Kills} kills, {_record.Attempts} items, {_record.Acknowledged} acknowledged operations, {clock.Elapsed.TotalSeconds:F0} s, SWITCHBOARD_SEED={_seed}");
    }

    private async Task<HubProcess> StartAsync()
    {
        _record.Starts.Add(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        return await HubProcess.StartAsync(_folder.FullName);
    }

    // What the server wrote is part of a failure, and so is the seed.
    private async Task WithLogAsync(HubProcess hub, Task task)
    {
        try
        {
            await task;
        }
        catch (Exception exception) when (exception is InvalidOperationException or WebSocketException or TimeoutException)
        {
            throw new InvalidOperationException($"SWITCHBOARD_SEED={_seed}: {await hub.KillAndReadLogAsync()}", exception);
        }
    }

    private async Task LoadUntilKilledAsync(HubProcess hub, int round, Random random)
    {
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var goal = _record.Acknowledged + random.Next(1, 400);
        var sockets = await Task.WhenAll(_users.Select(user => hub.ConnectAsync(user.User)));
        var actors = _services.Select(actor => actor.RunAsync(hub, round, new Random(random.Next()), killed.Token))
            .Concat(_users.Select((user, number) => user.Actor.RunAsync(sockets[number], round, new Random(random.Next()), killed.Token)))
            .ToArray();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while (_record.Acknowledged < goal && !actors.Any(actor => actor.IsCompleted))
        {
            await Task.Delay(1, patience.Token);
        }

        hub.Dispose();
        await killed.CancelAsync();
        await Task.WhenAll(actors).WaitAsync(Patience.Limit, Cancelled);
        foreach (var socket in sockets)
        {
            socket.Dispose();
        }
    }

    // In half of the cases, until everything scheduled is late.
    private async Task StayAwayAsync(Random random)
    {
        var due = random.Next(2) == 0 ? _record.Inboxes.Schedules.Select(schedule => schedule.Due).DefaultIfEmpty().Max() : 0;
        while (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() < due + HubProcess.LateAfterMilliseconds)
        {
            await Task.Delay(20, Cancelled);
        }
    }

    private async Task CheckAsync(HubProcess hub)
    {
        var reader = new CrashReader(hub, _record);
        await reader.UntilNothingWaitsAsync();
        var (inboxes, states) = await reader.InboxesAsync();
        var streams = new Dictionary<string, IReadOnlyList<(Position, string)>>(StringComparer.Ordinal);
        foreach (var channel in Enumerable.Range(0, LoadActor.Channels).Select(LoadActor.ChannelOf).Append(LoadActor.LaterChannel))
        {
            streams[channel] = await hub.ReadAsync(channel);
        }

        var schedules = _record.Inboxes.Schedules;
        PublishAttempt[] publishes = [.. _record.Publishes, .. schedules.Select(schedule => new PublishAttempt(schedule.Text, schedule.Target, null))];
        string[] problems =
        [
            .. HistoryChecker.Check(publishes, streams),
            .. MapChecker.Check(_record.Entries, await reader.ChangesAsync(), await reader.EntriesAsync()),
            .. InboxChecker.Check(_record.Inboxes, inboxes, states),
            .. ScheduleChecker.Check(schedules, await reader.EffectsAsync(inboxes), [], _record.Starts, HubProcess.LateAfterMilliseconds),
        ];
        Assert.True(problems.Length == 0, $"SWITCHBOARD_SEED={_seed}: {string.Join("; ", problems.Take(20))}");
        Assert.NotEmpty(_record.Publishes);
        Assert.Contains(_record.Entries, attempt => attempt is { Answer: MapAnswer.Changed, Text.Length: > 0 });
        Assert.Contains(_record.Entries, attempt => attempt is { Answer: MapAnswer.Changed, Text.Length: 0 });
        foreach (var (user, inbox) in inboxes)
        {
            await AssertRedeliveredAsync(hub, user, inbox);
        }
    }

    private static async Task AssertRedeliveredAsync(HubProcess hub, string user, FoundInbox inbox)
    {
        using var socket = await hub.ConnectAsync(user);
        var undelivered = inbox.Messages.Where(message => message.State == MessageState.Accepted).Select(message => message.Id).ToHashSet(StringComparer.Ordinal);
        for (var left = Math.Min(undelivered.Count, Redelivered); left > 0; left--)
        {
            Assert.True(undelivered.Remove((string)(await socket.PublicationAsync())["tags"]!["id"]!));
        }
    }
}
