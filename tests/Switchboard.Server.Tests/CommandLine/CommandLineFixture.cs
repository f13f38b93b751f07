using System.Text.Json;
using Switchboard.Server.Tests.Serving;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary>A running server, and the command line beside it, in folders of their own.</summary>
public sealed class CommandLineFixture : IAsyncLifetime
{
    internal const string Key = "the key of the tests";
    internal const string PublisherKey = "the key that may publish alone";
    internal const string Secret = "the secret that tokens are signed with";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private SwitchboardProcess? _server;

    /// <summary>The address of the server.</summary>
    internal Uri Address { get; private set; } = null!;

    /// <summary>Where commands run. The server's configuration lies here.</summary>
    internal string Folder => _folder.FullName;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "server.json"),
            $$"""
            {
              "namespaces": {
                "default": { "historySize": 1000, "presence": true, "allowSubscribe": ["user", "anonymous"], "allowPublish": ["service", "user"], "allowHistory": ["service", "user", "anonymous"], "allowPresence": ["service"] },
                "live": { "allowSubscribe": ["user", "anonymous"] },
                "inbox": { "allowSend": ["service"] },
                "board": { "type": "map", "mapOrdered": true, "mapPageSize": 2, "mapMaxPageSize": 3, "mapStreamSize": 50, "allowTagFilter": true, "allowSubscribe": ["user", "anonymous"], "allowPublish": ["service"] },
                "lines": { "type": "map", "board": true, "storage": "durable", "allowSubscribe": ["user", "anonymous"] },
                "growing": { "mutable": true, "historySize": 100 },
                "work": { "allowCall": ["service"], "allowServe": ["user"] }
              },
              "connections": { "allowAnonymous": true },
              "inbox": { "namespace": "inbox" },
              "tokens": { "hmacSecret": "{{Secret}}" },
              "api": { "keys": [ { "name": "all", "key": "{{Key}}" }, { "name": "publisher", "key": "{{PublisherKey}}", "methods": ["publish"] } ] },
              "shutdown": { "drainSeconds": 1 }
            }
            """);
        _server = SwitchboardProcess.Start(Folder, new Dictionary<string, string>(StringComparer.Ordinal), "serve", "--config", "server.json", "--urls", "http://127.0.0.1:0");
        Address = await _server.ReadAddressAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The environment by which commands know the server and the key.</summary>
    private Dictionary<string, string> Environment => new(StringComparer.Ordinal)
    {
        ["SWITCHBOARD_SERVER"] = Address.ToString(),
        ["SWITCHBOARD_API_KEY"] = Key,
        ["XDG_CONFIG_HOME"] = Path.Combine(Folder, "unused"),
    };

    /// <summary>The environment by which commands know the server and a user's token.</summary>
    internal Dictionary<string, string> Token(string user) => new(StringComparer.Ordinal)
    {
        ["SWITCHBOARD_SERVER"] = $"{Address}",
        ["SWITCHBOARD_TOKEN"] = TestToken.Create(user, Secret),
    };

    /// <summary>Starts a command that knows the server and the key by the environment.</summary>
    internal SwitchboardProcess Start(params string[] arguments) => SwitchboardProcess.Start(Folder, Environment, arguments);

    /// <summary>Runs the commands of a page, as bash does.</summary>
    internal async Task<CommandResult> RunScriptAsync(string script)
    {
        var here = script.Replace("http://localhost:8000/", $"{Address}", StringComparison.Ordinal).Replace("X-API-Key: development", $"X-API-Key: {Key}", StringComparison.Ordinal);
        using var process = SwitchboardProcess.StartScript(here, Folder, Environment);
        return await process.WaitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a command that knows the server and the key by the environment. No command ever prints a secret.</summary>
    internal async Task<CommandResult> RunAsync(params string[] arguments) => await RunAsync("", arguments);

    /// <summary>Runs a command with something on its standard input.</summary>
    internal async Task<CommandResult> RunAsync(string input, string[] arguments)
    {
        using var process = Start(arguments);
        await process.WriteInputAsync(input);
        var result = await process.WaitAsync(TestContext.Current.CancellationToken);
        AssertNoSecret(result);
        return result;
    }

    /// <summary>Runs a command in an environment of its own.</summary>
    internal async Task<CommandResult> RunAsync(IReadOnlyDictionary<string, string> environment, string[] arguments, string input = "")
    {
        using var process = SwitchboardProcess.Start(Folder, environment, arguments);
        await process.WriteInputAsync(input);
        var result = await process.WaitAsync(TestContext.Current.CancellationToken);
        AssertNoSecret(result);
        return result;
    }

    /// <summary>Starts a worker that answers calls of a method by a shell command.</summary>
    internal async Task<SwitchboardProcess> ServeAsync(string method, string command)
    {
        var worker = SwitchboardProcess.Start(Folder, Token("worker"), "serve-call", method, command, "--json");
        await worker.ReadErrorAsync($"Serving {method}.", TestContext.Current.CancellationToken);
        return worker;
    }

    /// <summary>Each line of an output, which must be JSON.</summary>
    internal static JsonElement[] LinesOf(CommandResult result)
        => [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static void AssertNoSecret(CommandResult result) => Assert.All([Key, PublisherKey, Secret], secret =>
    {
        Assert.DoesNotContain(secret, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, result.Errors, StringComparison.Ordinal);
    });
}
