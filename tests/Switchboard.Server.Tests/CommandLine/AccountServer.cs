using System.Security.Cryptography;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary>A server with accounts and devices.</summary>
public sealed class AccountServer : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private SwitchboardProcess? _process;

    internal Uri Address { get; private set; } = null!;

    /// <summary>The line of the log that has the link of the first administrator.</summary>
    internal string FirstLink { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "switchboard.json"),
            $$"""
            {
              "namespaces": { "default": { "allowPublish": ["service"] }, "news": {}, "chat": { "allowPublish": ["subscriber"] }, "device": {} },
              "security": { "storage": "durable" },
              "accounts": { "enabled": true },
              "devices": { "enabled": true },
              "api": { "keys": [ { "name": "all", "key": "{{CommandLineFixture.Key}}" } ] },
              "shutdown": { "drainSeconds": 0 }
            }
            """);
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "press.pub.pem"), key.ExportSubjectPublicKeyInfoPem());
        }

        _process = SwitchboardProcess.Start(_folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal), "serve", "--urls", "http://127.0.0.1:0");
        Address = await _process.ReadAddressAsync(TestContext.Current.CancellationToken);
        FirstLink = await _process.ReadUntilAsync("[560]", TestContext.Current.CancellationToken);
        await _process.ReadUntilAsync("Application started", TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _process?.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    internal Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(CommandLineFixture.Key, arguments);

    internal async Task<CommandResult> RunAsync(string key, string[] arguments)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SWITCHBOARD_SERVER"] = Address.ToString(),
            ["SWITCHBOARD_API_KEY"] = key,
            ["XDG_CONFIG_HOME"] = Path.Combine(_folder.FullName, "unused"),
        };
        using var process = SwitchboardProcess.Start(_folder.FullName, environment, arguments);
        return await process.WaitAsync(TestContext.Current.CancellationToken);
    }
}
