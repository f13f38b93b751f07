using System.Buffers.Text;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Specs;
using Switchboard.Storage.Tests.Crash;
using Xunit;

namespace Switchboard.Storage.Tests.Support;

/// <summary>The stand-alone server as a process of its own, with a durable namespace <c>kept</c>, durable maps in <c>board</c>, durable inboxes in <c>notices</c>, and one in memory, <c>plain</c> where it has no other name.</summary>
internal sealed class HubProcess : IDisposable, ICaller
{
    public const string Key = "a key for everything";

    /// <summary>From how many milliseconds on what was scheduled says that it is late.</summary>
    public const int LateAfterMilliseconds = 250;

    private const string Secret = "a secret of thirty-two bytes or more";

    private static readonly Dictionary<string, string> _noVariables = new(StringComparer.Ordinal);

    private readonly SwitchboardProcess _process;
    private readonly HttpClient _http = new() { Timeout = Patience.Limit };
    private bool _isDisposed;

    private HubProcess(SwitchboardProcess process, Uri address, string key)
    {
        _process = process;
        Address = address;
        _http.DefaultRequestHeaders.Add("X-API-Key", key);
    }

    public Uri Address { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Writes the configuration into a folder.</summary>
    /// <param name="folder">The folder, which is the working directory, too.</param>
    /// <param name="connectionString">Of PostgreSQL; null for SQLite.</param>
    /// <param name="isDurable">Whether <c>kept</c> is durable.</param>
    /// <param name="plain">The name of the namespace in memory.</param>
    /// <param name="outboxes">The transactional outboxes, as JSON.</param>
    public static async Task ConfigureAsync(string folder, string? connectionString, bool isDurable = true, string plain = "plain", string outboxes = "[]")
    {
        const string Everybody = """["service", "user", "anonymous"]""";
        var storage = connectionString is null
            ? """{ "provider": "sqlite", "path": "data/hub.db" }"""
            : $$"""{ "provider": "postgreSql", "connectionString": "{{connectionString}}" }""";
        await File.WriteAllTextAsync(
            Path.Combine(folder, "switchboard.json"),
            $$"""
            {
              "namespaces": {
                "kept": {
                  "storage": "{{(isDurable ? "durable" : "memory")}}", "historySize": 1000000, "historyAgeSeconds": 86400,
                  "allowSubscribe": {{Everybody}}, "allowPublish": {{Everybody}}
                },
                "notices": {
                  "storage": "{{(isDurable ? "durable" : "memory")}}", "historySize": 1000000, "historyAgeSeconds": 86400,
                  "allowSend": ["service", "user"]
                },
                "board": {
                  "type": "map", "storage": "{{(isDurable ? "durable" : "memory")}}", "mapStreamSize": 1000000, "mapStreamAgeSeconds": 86400,
                  "allowSubscribe": {{Everybody}}, "allowPublish": {{Everybody}}
                },
                "growing": {
                  "mutable": true, "storage": "{{(isDurable ? "durable" : "memory")}}", "historySize": 1000, "historyAgeSeconds": 86400, "appendTimeoutSeconds": 3600
                },
                "brief": { "mutable": true, "storage": "{{(isDurable ? "durable" : "memory")}}", "historySize": 1000, "appendTimeoutSeconds": 1 },
                "{{plain}}": { "historySize": 10, "allowSubscribe": {{Everybody}}, "allowPublish": {{Everybody}} }
              },
              "connections": { "allowAnonymous": true },
              "limits": { "historyPage": 5000 },
              "inbox": { "namespace": "notices", "maxPageSize": 1000 },
              "tokens": { "hmacSecret": "{{Secret}}" },
              "schedules": { "leaseSeconds": 5, "lateAfterMilliseconds": {{LateAfterMilliseconds}}, "maxPerUser": 10000 },
              "api": { "keys": [ { "name": "test", "key": "{{Key}}" } ] },
              "outboxes": {{outboxes}},
              "shutdown": { "drainSeconds": 0 },
              "storage": {{storage}}
            }
            """,
            Cancelled);
    }

    /// <summary>Starts it in a folder that has a configuration.</summary>
    public static async Task<HubProcess> StartAsync(string folder, string key = Key)
    {
        var process = SwitchboardProcess.Start(folder, _noVariables, "serve", "--urls", "http://127.0.0.1:0");
        return new HubProcess(process, await process.ReadAddressAsync(Cancelled), key);
    }

    /// <summary>Calls a method of the HTTP API.</summary>
    /// <exception cref="HttpRequestException">The server has gone.</exception>
    public async Task<JsonNode> CallAsync(string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        using var content = new StringContent(parameters.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(Address, $"/api/{method}"), content, cancellationToken);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
    }

    /// <summary>Publishes; null where the server answered with an error.</summary>
    public async Task<Position?> PublishAsync(string channel, string text, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject { ["channel"] = channel, ["data"] = text };
        if (idempotencyKey is not null)
        {
            parameters["idempotency_key"] = idempotencyKey;
        }

        var answer = await CallAsync("publish", parameters, cancellationToken);
        return answer["result"] is { } result ? new Position((ulong)result["offset"]!, (string)result["epoch"]!) : null;
    }

    /// <summary>The payloads of everything in a channel, oldest first.</summary>
    public async Task<IReadOnlyList<(Position Position, string Id)>> ReadAsync(string channel)
        => [.. (await ReadPublicationsAsync(channel)).Select(entry => (entry.Position, (string)entry.Publication["data"]!))];

    /// <summary>Everything in a channel, oldest first.</summary>
    public async Task<IReadOnlyList<(Position Position, JsonNode Publication)>> ReadPublicationsAsync(string channel)
    {
        var all = new List<(Position, JsonNode)>();
        while (true)
        {
            var parameters = new JsonObject { ["channel"] = channel, ["limit"] = 5000 };
            if (all.Count > 0)
            {
                var (position, _) = all[^1];
                parameters["since"] = new JsonObject { ["offset"] = position.Offset, ["epoch"] = position.Epoch };
            }

            var result = (await CallAsync("history", parameters, Cancelled))["result"]!;
            var epoch = (string)result["epoch"]!;
            var page = result["publications"]?.AsArray() ?? [];
            all.AddRange(page.Select(publication => (new Position((ulong)publication!["offset"]!, epoch), publication)));
            if (page.Count == 0)
            {
                return all;
            }
        }
    }

    /// <summary>Connects as a user.</summary>
    public async Task<CentrifugeSocket> ConnectAsync(string user)
    {
        while (true)
        {
            try
            {
                return await CentrifugeSocket.ConnectAsync(Address, $$"""{"token":"{{TokenOf(user)}}"}""");
            }
            catch (WebSocketException exception) when (exception.Message == "insufficient state")
            {
                // PostgreSQL carries out what a killed server sent last, perhaps only now: who came before that is told to come again.
                await Task.Delay(20, Cancelled);
            }
        }
    }

    /// <summary>The status that <c>/health/ready</c> tells, and its HTTP status.</summary>
    public async Task<(int Code, string Status)> HealthAsync()
    {
        using var response = await _http.GetAsync(new Uri(Address, "/health/ready"), Cancelled);
        return ((int)response.StatusCode, (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!["status"]!);
    }

    /// <summary>Asks it to end, and waits until it has.</summary>
    public async Task StopAsync()
    {
        await _process.TerminateAsync(Cancelled);
        var result = await _process.WaitAsync(Cancelled);
        Assert.True(result.ExitCode == 0, result.Errors);
    }

    /// <summary>Kills it, and reads what it has written.</summary>
    public async Task<string> KillAndReadLogAsync()
    {
        await _process.SignalAsync("KILL", Cancelled);
        var result = await _process.WaitAsync(Cancelled);
        return result.Output + result.Errors;
    }

    /// <summary>Kills it (SIGKILL) if it still runs.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _process.Dispose();
            _http.Dispose();
        }
    }

    private static string TokenOf(string user)
    {
        var signed = $"{Encode("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Encode(Encoding.UTF8.GetBytes($$"""{"sub":"{{user}}"}"""))}";
        return $"{signed}.{Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
