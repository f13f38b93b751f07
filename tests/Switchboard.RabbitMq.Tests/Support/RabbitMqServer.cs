using System.Diagnostics;
using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Switchboard.RabbitMq.Tests.Support;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Specs;
using Xunit;

[assembly: AssemblyFixture(typeof(RabbitMqServer))]

namespace Switchboard.RabbitMq.Tests.Support;

/// <summary>A RabbitMQ server of these tests' own, at free ports of loopback, with its files in a folder of its own. It is made when a test first asks for it.</summary>
/// <remarks>Tests that end it, or fill it, must have one of their own: <see cref="Create"/>.</remarks>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("switchboard-rabbitmq-").FullName;
    private readonly string? _programs = FindPrograms();
    private readonly int _port = UnusedPort.Find();
    private readonly int _distributionPort = UnusedPort.Find();
    private readonly int _portMapperPort = UnusedPort.Find();
    private Process? _process;
    private string _lastLine = "";
    private int _hosts;

    /// <summary>A server beside the shared one, for a test that ends it.</summary>
    public static RabbitMqServer Create() => new();

    /// <summary>A virtual host of a test's own: its URI.</summary>
    public async Task<string> CreateHostAsync()
    {
        Assert.SkipUnless(_programs is not null, "RabbitMQ is not installed (Debian: rabbitmq-server).");
        await EnsureStartedAsync();
        var host = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _hosts)}");
        await ControlAsync("add_vhost", host);
        await ControlAsync("set_permissions", "-p", host, "guest", ".*", ".*", ".*");
        return string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{_port}/{host}");
    }

    /// <summary>An account of a test's own in a virtual host: the URI with it.</summary>
    /// <param name="uri">That of the host.</param>
    /// <param name="rights">What it may configure, write and read.</param>
    public async Task<string> CreateAccountAsync(string uri, (string Configure, string Write, string Read) rights)
    {
        var host = new Uri(uri).AbsolutePath[1..];
        await ControlAsync("add_user", $"least-{host}", "secret");
        await ControlAsync("set_permissions", "-p", host, $"least-{host}", rights.Configure, rights.Write, rights.Read);
        return uri.Replace("guest:guest", $"least-{host}:secret", StringComparison.Ordinal);
    }

    /// <summary>Runs <c>rabbitmqctl</c>, and returns what it printed.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        using var control = Start("rabbitmqctl", ["--quiet", .. arguments]);
        var (output, errors) = (control.StandardOutput.ReadToEndAsync(), control.StandardError.ReadToEndAsync());
        await control.WaitForExitAsync();
        return control.ExitCode == 0 ? await output : throw new InvalidOperationException($"rabbitmqctl {string.Join(' ', arguments)}: {await output}{await errors}");
    }

    /// <summary>Has the server close the connections of a name to a virtual host.</summary>
    public async Task CloseConnectionsAsync(string name, string uri)
    {
        var host = new Uri(uri).AbsolutePath[1..];
        var lines = await ControlAsync("list_connections", "--no-table-headers", "pid", "vhost", "client_properties");
        foreach (var line in lines.Split('\n').Select(static line => line.Split('\t')).Where(line => line is [_, var at, var properties] && at == host && properties.Contains(name, StringComparison.Ordinal)))
        {
            await ControlAsync("close_connection", line[0], "for a test");
        }
    }

    /// <summary>Ends it at once, as a crash does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts it again, with what was on disk.</summary>
    public Task StartAsync() => EnsureStartedAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        await EndPortMapperAsync();
        _gate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Erlang starts one in the background, and leaves it.
    private async Task EndPortMapperAsync()
    {
        if (_programs is not null)
        {
            using var mapper = Process.Start(new ProcessStartInfo("epmd", ["-port", _portMapperPort.ToString(CultureInfo.InvariantCulture), "-kill"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            await mapper.WaitForExitAsync();
        }
    }

    private static string? FindPrograms()
        => Directory.Exists("/usr/lib/rabbitmq/lib") ? Directory.GetDirectories("/usr/lib/rabbitmq/lib", "rabbitmq_server-*").Select(static folder => Path.Combine(folder, "sbin")).FirstOrDefault() : null;

    private async Task EnsureStartedAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_process is null)
            {
                await File.WriteAllTextAsync(Path.Combine(_folder, "plugins"), "[].");
                Launch();
                await AwaitAsync();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Launch()
    {
        _process = Start("rabbitmq-server", []);
        _process.OutputDataReceived += (_, line) => _lastLine = line.Data is { Length: > 0 } text ? text : _lastLine;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    // Neither the names nor the files nor the ports of a server that is installed: it may run beside this one.
    private Process Start(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(_programs!, program), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = _folder,
            ["RABBITMQ_NODENAME"] = string.Create(CultureInfo.InvariantCulture, $"switchboard{_port}@localhost"),
            ["RABBITMQ_NODE_PORT"] = _port.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_DIST_PORT"] = _distributionPort.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "data"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
            ["RABBITMQ_LOGS"] = "-",
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "plugins"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq"),
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_folder, "none"),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none",
            ["ERL_CRASH_DUMP_SECONDS"] = "0",
            ["RABBITMQ_CTL_ERL_ARGS"] = "-dist_listen false",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = _portMapperPort.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private async Task AwaitAsync()
    {
        var factory = new ConnectionFactory { Uri = new Uri(string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{_port}")) };
        var begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await factory.CreateConnectionAsync();
                return;
            }
            catch (BrokerUnreachableException)
            {
                // On a machine with much else to do it takes more than others.
                Assert.True(TimeProvider.System.GetElapsedTime(begin) < Patience.Limit * 3, $"RabbitMQ does not start: {_lastLine}");
                await Task.Delay(50);
                if (_process!.HasExited)
                {
                    _process.Dispose();
                    Launch();
                }
            }
        }
    }
}
