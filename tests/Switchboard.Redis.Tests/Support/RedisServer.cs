using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;
using Switchboard.Redis.Tests.Support;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Specs;
using Xunit;

[assembly: AssemblyFixture(typeof(RedisServer))]

namespace Switchboard.Redis.Tests.Support;

/// <summary>A Redis server of these tests' own, at a free port of loopback, without files. It is made when a test first asks for it.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly string? _program = new[] { "/usr/bin/redis-server", "/usr/local/bin/redis-server" }.FirstOrDefault(File.Exists);
    private Process? _process;
    private int _port;
    private int _databases;

    /// <summary>Where it is.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <summary>A place of its own for a test: the connection string of an empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        Assert.SkipUnless(_program is not null, "Redis is not installed (Debian: redis-server).");
        await EnsureStartedAsync();
        return string.Create(CultureInfo.InvariantCulture, $"{Address},defaultDatabase={Interlocked.Increment(ref _databases)}");
    }

    /// <summary>Ends it at once, as a crash does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts it at the same place, empty.</summary>
    public Task StartAsync() => EnsureStartedAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        _gate.Dispose();
    }

    private async Task EnsureStartedAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_process is null)
            {
                _port = _port == 0 ? UnusedPort.Find() : _port;
                string[] arguments = ["--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--databases", "1000", "--dir", Path.GetTempPath()];
                _process = Process.Start(new ProcessStartInfo(_program!, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
                _process.BeginOutputReadLine();
                await AwaitAsync();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task AwaitAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            try
            {
                await using var redis = await ConnectionMultiplexer.ConnectAsync(Address);
                return;
            }
            catch (RedisConnectionException)
            {
                await Task.Delay(20, patience.Token);
            }
        }
    }
}
