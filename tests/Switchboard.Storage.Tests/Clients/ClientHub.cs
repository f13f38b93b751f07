using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Switchboard.Client;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Server.Tests.Serving;
using Xunit;

namespace Switchboard.Storage.Tests.Clients;

/// <summary>A stand-alone server with durable inboxes, streams and calls, and .NET clients of it. It can be killed, and comes back at the same address.</summary>
internal sealed class ClientHub : IAsyncDisposable
{
    public const string ApiKey = "a key for everything";

    private const string Secret = "the secret that tokens are signed with";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-clients-");
    private readonly List<SwitchboardClient> _clients = [];
    private readonly int _port = FreePort();
    private SwitchboardProcess? _process;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Where clients connect to.</summary>
    public Uri Url => new($"ws://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}/connection/websocket");

    public int Port => _port;

    /// <summary>Starts it.</summary>
    /// <param name="connectionString">Of PostgreSQL; null for SQLite.</param>
    public static async Task<ClientHub> StartAsync(string? connectionString = null)
    {
        var hub = new ClientHub();
        var storage = connectionString is null
            ? """{ "provider": "sqlite", "path": "data/hub.db" }"""
            : $$"""{ "provider": "postgreSql", "connectionString": "{{connectionString}}" }""";
        await File.WriteAllTextAsync(
            Path.Combine(hub._folder.FullName, "switchboard.json"),
            $$"""
            {
              "namespaces": {
                "kept": {
                  "storage": "durable", "historySize": 100000, "historyAgeSeconds": 86400, "allowSend": ["user"],
                  "allowPublish": ["user"], "allowSubscribe": ["user"], "allowHistory": ["user"], "allowCall": ["user"], "allowServe": ["user"]
                },
                "board": {
                  "type": "map", "board": true, "storage": "durable", "mapStreamSize": 1000, "mapPageSize": 1000, "allowSubscribe": ["user"], "allowTake": ["user", "service"],
                  "allowTakeOver": ["user"], "allowFree": ["user", "service"], "allowBoardHistory": ["user"], "allowBoardManage": ["service"]
                }
              },
              "api": { "keys": [ { "name": "test", "key": "{{ApiKey}}" } ] },
              "inbox": { "namespace": "kept", "redeliveredMessages": 10000 },
              "limits": { "commandsPerSecond": 100000, "historyPage": 5000 },
              "tokens": { "hmacSecret": "{{Secret}}" },
              "shutdown": { "drainSeconds": 0 },
              "storage": {{storage}}
            }
            """,
            Cancelled);
        await hub.RunAsync();
        return hub;
    }

    /// <summary>A client of a user, which is not connected yet.</summary>
    public SwitchboardClient Create(string user, Uri? url = null)
    {
        var options = new SwitchboardClientOptions
        {
            Url = url ?? Url,
            Credentials = new TokenCredentialProvider((_, _) => ValueTask.FromResult<string?>(TestToken.Create(user, Secret))),
            RequestTimeout = TimeSpan.FromSeconds(120),
            ConnectTimeout = TimeSpan.FromSeconds(30),
        };
        options.Backoff.InitialDelay = TimeSpan.FromMilliseconds(10);
        options.Backoff.MaxDelay = TimeSpan.FromMilliseconds(200);
        var client = new SwitchboardClient(options);
        _clients.Add(client);
        return client;
    }

    /// <summary>A connected client of a user.</summary>
    public async Task<SwitchboardClient> ConnectAsync(string user)
    {
        var client = Create(user);
        await client.ConnectAsync(Cancelled);
        return client;
    }

    /// <summary>Kills the server (SIGKILL), and starts it again.</summary>
    public async Task KillAsync()
    {
        _process!.Dispose();
        await RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task RunAsync()
    {
        var none = new Dictionary<string, string>(StringComparer.Ordinal);
        _process = SwitchboardProcess.Start(_folder.FullName, none, "serve", "--urls", $"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}");
        await _process.ReadAddressAsync(Cancelled);
    }
}
