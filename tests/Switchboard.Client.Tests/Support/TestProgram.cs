using System.Diagnostics;
using System.Text;
using Switchboard.Specs;

namespace Switchboard.Client.Tests.Support;

/// <summary>One of the programs of Switchboard.Client.TestPrograms, as a process of its own.</summary>
internal sealed class TestProgram : IAsyncDisposable
{
    private readonly Process _process;

    private TestProgram(Process process) => _process = process;

    public static TestProgram Start(params string[] arguments)
        => Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Switchboard.Client.TestPrograms.dll"), .. arguments]));

    /// <summary>Starts it such that it can write no more than so many KiB into any file.</summary>
    public static TestProgram StartWithinFileLimit(int kibibytes, params string[] arguments)
    {
        var command = string.Join(' ', arguments.Prepend($"dotnet {Path.Combine(AppContext.BaseDirectory, "Switchboard.Client.TestPrograms.dll")}"));

        // Ignored, the signal becomes an error of the write. The runtime's own large mappings count as files, too, unless it is told to do without.
        var start = new ProcessStartInfo("bash", ["-c", $"trap '' XFSZ; ulimit -f {kibibytes}; exec {command}"]);
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return Start(start);
    }

    /// <summary>Its next line; null when it has ended.</summary>
    public async Task<string?> ReadLineAsync()
        => await _process.StandardOutput.ReadLineAsync(Clients.Patience).AsTask().WaitAsync(Patience.Limit, Clients.Patience);

    /// <summary>The rest of its output.</summary>
    public Task<string> ReadToEndAsync() => _process.StandardOutput.ReadToEndAsync(Clients.Patience).WaitAsync(Patience.Limit, Clients.Patience);

    /// <summary>Ends it with no chance to do anything about it (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static TestProgram Start(ProcessStartInfo start)
    {
        start.UseShellExecute = false;

        // A program that is killed leaves the files behind by which debuggers would find it.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.RedirectStandardOutput = true;
        start.StandardOutputEncoding = Encoding.UTF8;
        return new TestProgram(Process.Start(start)!);
    }
}
