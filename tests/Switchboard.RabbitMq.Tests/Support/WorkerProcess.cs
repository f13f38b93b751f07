using System.Diagnostics;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Support;

/// <summary>A worker as a process of its own.</summary>
internal sealed class WorkerProcess : IJobWorker
{
    private static readonly string _python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private readonly Process _process;

    private WorkerProcess(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, false);
        var output = TestContext.Current.TestOutputHelper;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Write(output, line.Data);
        _process.ErrorDataReceived += (_, line) => Write(output, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts the worker of Switchboard.Worker.TestPrograms.</summary>
    public static WorkerProcess StartDotNet(string uri) => new(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Switchboard.Worker.TestPrograms.dll"), uri]));

    /// <summary>Starts Python. The test is skipped where it lacks a module.</summary>
    public static async Task<WorkerProcess> StartPythonAsync(string module, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        using var look = Process.Start(new ProcessStartInfo(_python, ["-c", $"import {module}"]) { RedirectStandardError = true, UseShellExecute = false })!;
        await look.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(look.ExitCode == 0, $"python3-{module} is not installed.");
        var start = new ProcessStartInfo(_python, arguments);

        // Celery takes it for one of its own, and a value of another meaning for a mistake.
        start.Environment.Remove("NO_COLOR");
        foreach (var (name, value) in variables ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        return new(start);
    }

    /// <inheritdoc/>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static void Write(ITestOutputHelper? output, string? line)
    {
        try
        {
            output?.WriteLine(line ?? "");
        }
        catch (InvalidOperationException)
        {
            // The test has ended.
        }
    }
}
