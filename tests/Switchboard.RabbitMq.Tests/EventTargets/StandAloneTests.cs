using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Switchboard.RabbitMq.Tests.Support;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.RabbitMq.Tests.EventTargets;

/// <summary>The stand-alone server as a process of its own, which is killed.</summary>
public sealed class StandAloneTests(RabbitMqServer server) : IDisposable
{
    private const string Key = "a key for everything";
    private const int Kills = 3;
    private const int PublicationsPerKill = 200;

    private static readonly Dictionary<string, string> _noVariables = new(StringComparer.Ordinal);
    private static readonly string[] _channels = ["kept:a", "kept:b", "live:c", "live:d"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private readonly ConcurrentQueue<string> _acknowledged = [];
    private readonly HttpClient _http = new() { Timeout = Patience.Limit };
    private int _number;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_KilledAgainAndAgain_LosesNothingThatItHasAcknowledged()
    {
        var uri = await server.CreateHostAsync();
        await BoundQueue.BindAsync(uri);
        await ConfigureAsync(uri);
        _http.DefaultRequestHeaders.Add("X-API-Key", Key);
        for (var kill = 1; kill <= Kills; kill++)
        {
            using var killed = SwitchboardProcess.Start(_folder.FullName, _noVariables, "serve", "--urls", "http://127.0.0.1:0");
            var address = await killed.ReadAddressAsync(Cancelled);
            var publishing = Task.WhenAll(_channels.Select(channel => PublishAsync(address, channel)));
            while (_acknowledged.Count < kill * PublicationsPerKill && !publishing.IsCompleted)
            {
                await Task.Delay(5, Cancelled);
            }

            await killed.SignalAsync("KILL", Cancelled);
            await publishing;
        }

        using var process = SwitchboardProcess.Start(_folder.FullName, _noVariables, "serve", "--urls", "http://127.0.0.1:0");
        await process.ReadAddressAsync(Cancelled);
        var expected = _acknowledged.ToHashSet(StringComparer.Ordinal);
        var messages = await BoundQueue.ReadAsync(uri, messages => expected.IsSubsetOf(messages.Select(static message => message.Body)));

        Assert.All(_channels, channel =>
        {
            var numbers = messages.Where(message => channel == (string)message.Headers["x-switchboard-channel"]!).Select(static message => int.Parse(message.Body, CultureInfo.InvariantCulture));
            Assert.Equal(numbers.Order(), numbers);
        });
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    // Until the server is killed.
    private async Task PublishAsync(Uri address, string channel)
    {
        try
        {
            while (true)
            {
                var number = Interlocked.Increment(ref _number);
                using var content = new StringContent(new JsonObject { ["channel"] = channel, ["data"] = number }.ToJsonString(), Encoding.UTF8, "application/json");
                using var response = await _http.PostAsync(new Uri(address, "/api/publish"), content, Cancelled);
                Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!["result"]);
                _acknowledged.Enqueue(number.ToString(CultureInfo.InvariantCulture));
            }
        }
        catch (HttpRequestException)
        {
            return;
        }
    }

    private async Task ConfigureAsync(string uri)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "uri"), uri, Cancelled);
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "switchboard.json"),
            $$"""
            {
              "namespaces": { "kept": { "storage": "durable", "historySize": 100000 }, "live": {} },
              "api": { "keys": [{ "name": "test", "key": "{{Key}}" }] },
              "rabbitMq": { "uriFile": "uri" },
              "eventTargets": [{ "name": "all", "exchange": "{{TargetHub.Exchange}}", "namespaces": ["kept", "live"] }],
              "outbox": { "leaseSeconds": 5 }
            }
            """,
            Cancelled);
    }
}
