using System.Diagnostics;
using System.Globalization;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Server.Tests.House;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Samples;

/// <summary>The sample with all its processes, in a folder and at a port of its own. It is started when a test first asks for it.</summary>
public sealed class TicketedSample : IAsyncDisposable
{
    private const string Modules = "import celery, cryptography, flask, pika, redis, websocket";

    private static readonly string _python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private readonly int _port = UnusedPort.Find();
    private SwitchboardProcess? _process;

    /// <summary>Where its page is.</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts it, as a user does. The test is skipped where something is missing: a test installs nothing.</summary>
    public async Task EnsureStartedAsync()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/nginx") && File.Exists("/usr/bin/redis-server") && Directory.Exists("/usr/lib/rabbitmq/lib"), "nginx, Redis or RabbitMQ is not installed (Debian: nginx-light, redis-server, rabbitmq-server).");
        using var look = Start(_python, "-c", Modules);
        await look.WaitForExitAsync(Cancellation);
        Assert.SkipUnless(look.ExitCode == 0, $"Python cannot {Modules} (Debian: python3-celery and so on).");
        if (_process is null)
        {
            var variables = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["TICKETED_DATA"] = _folder.FullName,
                ["SWITCHBOARD_DLL"] = Path.Combine(AppContext.BaseDirectory, "Switchboard.Server.dll"),
            };
            _process = SwitchboardProcess.StartScript(string.Create(CultureInfo.InvariantCulture, $"exec bash '{PathOf("run.sh")}' {_port}"), _folder.FullName, variables);
            await _process.ReadAddressAsync(Cancellation);
        }
    }

    /// <summary>Publishes a message, as soon as the broker takes it.</summary>
    public async Task PublishAsync(string key, string text)
    {
        var began = Stopwatch.StartNew();
        while (true)
        {
            using var publish = Start(_python, PathOf("publish.py"), key, text);
            await publish.WaitForExitAsync(Cancellation);
            if (publish.ExitCode == 0)
            {
                return;
            }

            Assert.True(began.Elapsed < Patience.Limit, await publish.StandardError.ReadToEndAsync(Cancellation));
        }
    }

    /// <summary>Starts the program of a box.</summary>
    public Process StartBox(string id) => Start(_python, PathOf("box.py"), id);

    /// <summary>Waits until a log of the sample says something.</summary>
    public async Task AwaitLogAsync(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name + ".log");
        var began = Stopwatch.StartNew();
        while (!(await File.ReadAllTextAsync(file, Cancellation)).Contains(text, StringComparison.Ordinal))
        {
            Assert.True(began.Elapsed < Patience.Limit, $"{name} never said '{text}'.");
            await Task.Delay(50, Cancellation);
        }
    }

    /// <summary>Kills a server, as a crash does: the one whose program has this name.</summary>
    public async Task KillAsync(string name)
    {
        var server = Assert.Single(Processes(), process => process.ProcessName == name);
        server.Kill();
        await server.WaitForExitAsync(Cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // Ctrl+C.
            await _process.SignalAsync("INT", CancellationToken.None);
            var end = await _process.WaitForErrorsAsync(CancellationToken.None);
            _process.Dispose();
            Assert.Equal(0, end.ExitCode);
            Assert.Empty(Processes().Select(static process => process.ProcessName));
        }

        _folder.Delete(recursive: true);
    }

    private static string PathOf(string file) => Repository.PathOf($"samples/TicketedEvents/{file}");

    // By what it was started with, whoever started it.
    private List<Process> Processes() => [.. Process.GetProcesses().Where(process => EnvironmentOf(process).Contains($"TICKETED_DATA={_folder.FullName}\0", StringComparison.Ordinal))];

    private static string EnvironmentOf(Process process)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/environ"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is somebody else's.
            return "";
        }
    }

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["TICKETED_DATA"] = _folder.FullName;
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return Process.Start(start)!;
    }
}
