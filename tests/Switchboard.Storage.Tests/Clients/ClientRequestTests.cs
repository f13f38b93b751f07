using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Switchboard.Client;
using Xunit;

namespace Switchboard.Storage.Tests.Clients;

/// <summary>Requests of the .NET client while the server is killed: each takes effect once, and each ends.</summary>
public sealed class ClientRequestTests
{
    private const int Requests = 120;
    private const int Callers = 4;

    private static readonly int _kills = Environment.GetEnvironmentVariable("SWITCHBOARD_LONG") == "1" ? 20 : 2;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PublishOnce_ServerKilledOverAndOver_EachIsThereOnceInOrder()
    {
        await using var hub = await ClientHub.StartAsync();
        var client = await hub.ConnectAsync("ann");
        var done = 0;
        var publishing = Task.Run(
            async () =>
            {
                for (var number = 0; number < Requests; number++)
                {
                    await client.PublishOnceAsync("kept:a", Json(number), $"{number}", Cancelled);
                    Interlocked.Increment(ref done);
                }
            },
            Cancelled);

        await KillAsync(hub, () => Volatile.Read(ref done));

        await publishing;
        var history = await client.GetHistoryAsync("kept:a", new HistoryOptions { Limit = Requests * 2 }, Cancelled);
        Assert.Equal(Enumerable.Range(0, Requests).Select(number => $"{number}"), history.Publications.Select(publication => publication.ReadText()), StringComparer.Ordinal);
    }

    [Fact]
    public async Task CallWithAKey_ServerKilledOverAndOver_IsCarriedOutOnceAtMostAndEndsWithItsResultOrAnError()
    {
        await using var hub = await ClientHub.StartAsync();
        var carriedOut = new ConcurrentDictionary<int, int>();
        var worker = await hub.ConnectAsync("worker");
        await using var served = await worker.ServeAsync(
            "kept:count",
            (call, _) =>
            {
                var number = int.Parse(Encoding.UTF8.GetString(call.Data.Span), CultureInfo.InvariantCulture);
                return ValueTask.FromResult(Json(carriedOut.AddOrUpdate(number, 1, static (_, count) => count + 1)));
            },
            cancellationToken: Cancelled);
        var client = await hub.ConnectAsync("ann");
        var outcomes = new ConcurrentDictionary<int, string>();
        var calling = Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAllAsync(client, caller, outcomes), Cancelled)));

        await KillAsync(hub, () => outcomes.Count);

        await calling;
        Assert.Equal(Requests, outcomes.Count);
        Assert.All(carriedOut, entry => Assert.Equal(1, entry.Value));
        Assert.All(outcomes, entry => Assert.True(entry.Value is "1" or "411", entry.Value));
        Assert.All(outcomes.Where(entry => entry.Value is "1"), entry => Assert.True(carriedOut.ContainsKey(entry.Key)));
        Assert.Contains("1", outcomes.Values, StringComparer.Ordinal);
    }

    // While the worker has not come back, nobody is given the call, and nothing is noted under its key.
    private static async Task CallAllAsync(SwitchboardClient client, int caller, ConcurrentDictionary<int, string> outcomes)
    {
        for (var number = caller; number < Requests; number += Callers)
        {
            string outcome;
            while ((outcome = await CallAsync(client, number)) is "104")
            {
                await Task.Delay(20, Cancelled);
            }

            outcomes[number] = outcome;
        }
    }

    private static async Task<string> CallAsync(SwitchboardClient client, int number)
    {
        try
        {
            var options = new CallOptions { IdempotencyKey = $"{number}", Deadline = TimeSpan.FromSeconds(60) };
            return Encoding.UTF8.GetString((await client.CallAsync("kept:count", Json(number), options, Cancelled)).Span);
        }
        catch (SwitchboardException exception)
        {
            return $"{exception.Error.Code}";
        }
    }

    private static async Task KillAsync(ClientHub hub, Func<int> done)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromMinutes(5));
        for (var kill = 1; kill <= _kills; kill++)
        {
            while (done() < Requests / (_kills + 1) * kill)
            {
                await Task.Delay(5, patience.Token);
            }

            await hub.KillAsync();
        }
    }

    private static ReadOnlyMemory<byte> Json(int number) => Encoding.UTF8.GetBytes($"{number}");
}
