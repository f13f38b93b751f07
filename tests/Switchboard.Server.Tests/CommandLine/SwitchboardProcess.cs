using System.Diagnostics;
using System.Text;
using Switchboard.Specs;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary>The server's executable as a real process.</summary>
internal sealed class SwitchboardProcess : IDisposable
{
    private readonly Process _process;

    private SwitchboardProcess(Process process) => _process = process;

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it.</summary>
    public static SwitchboardProcess Start(string workingDirectory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
        => StartProgram(Path.Combine(AppContext.BaseDirectory, "Switchboard.Server.dll"), workingDirectory, environment, arguments);

    /// <summary>Starts it as nohup does: it ignores SIGHUP from its beginning.</summary>
    public static SwitchboardProcess StartWithoutHangup(string workingDirectory, params string[] arguments)
        => Start("sh", ["-c", "trap '' HUP; exec dotnet \"$@\"", "sh", Path.Combine(AppContext.BaseDirectory, "Switchboard.Server.dll"), .. arguments], workingDirectory, new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Starts another program that writes like it.</summary>
    public static SwitchboardProcess StartProgram(string assembly, string workingDirectory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
        => Start("dotnet", [assembly, .. arguments], workingDirectory, environment);

    /// <summary>Runs a script of bash, in which it is the command <c>switchboard</c>. The script ends with the first command that fails.</summary>
    public static SwitchboardProcess StartScript(string script, string workingDirectory, IReadOnlyDictionary<string, string> environment)
        => Start("bash", ["-ec", $"switchboard() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "Switchboard.Server.dll")}' \"$@\"; }}\n{script}"], workingDirectory, environment);

    private static SwitchboardProcess Start(string program, string[] arguments, string workingDirectory, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };

        // One that is killed leaves the files behind by which debuggers would find it.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new SwitchboardProcess(Process.Start(start)!);
    }

    /// <summary>Reads its output up to a line that contains a text.</summary>
    public async Task<string> ReadUntilAsync(string text, CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience.Limit, cancellationToken) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"It ended without writing '{text}': {await _process.StandardError.ReadToEndAsync(cancellationToken)}");
    }

    /// <summary>Reads one line of its errors, which must contain a text.</summary>
    public async Task<string> ReadErrorAsync(string text, CancellationToken cancellationToken)
    {
        var line = await _process.StandardError.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience.Limit, cancellationToken);
        return line?.Contains(text, StringComparison.Ordinal) == true ? line : throw new InvalidOperationException($"It wrote '{line}', not '{text}'.");
    }

    /// <summary>Reads its output up to the address that it listens on.</summary>
    public async Task<Uri> ReadAddressAsync(CancellationToken cancellationToken)
    {
        const string Announcement = "Now listening on: ";
        var line = await ReadUntilAsync(Announcement, cancellationToken);
        return new Uri(line[(line.IndexOf(Announcement, StringComparison.Ordinal) + Announcement.Length)..].Trim());
    }

    /// <summary>Writes its whole input.</summary>
    public async Task WriteInputAsync(string text)
    {
        try
        {
            await _process.StandardInput.WriteAsync(text);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended without reading it.
        }
    }

    /// <summary>Writes a line of its input.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Reads no more of its output: the pipe has no reader from now on.</summary>
    public void CloseOutput() => _process.StandardOutput.Close();

    /// <summary>Asks it to end, as a service manager does.</summary>
    public Task TerminateAsync(CancellationToken cancellationToken) => SignalAsync("TERM", cancellationToken);

    /// <summary>Sends it a signal, such as INT for Ctrl+C.</summary>
    public async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Waits for its end and reads its errors alone.</summary>
    public async Task<CommandResult> WaitForErrorsAsync(CancellationToken cancellationToken)
    {
        var errors = _process.StandardError.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience.Limit, cancellationToken);
        return new CommandResult(_process.ExitCode, "", await errors);
    }

    /// <summary>Waits for its end.</summary>
    public async Task<CommandResult> WaitAsync(CancellationToken cancellationToken)
    {
        var output = _process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = _process.StandardError.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience.Limit, cancellationToken);
        return new CommandResult(_process.ExitCode, await output, await errors);
    }

    /// <summary>Reads what is left of its output and errors, until it ends.</summary>
    public async Task<(string Output, string Errors)> ReadRestAsync(CancellationToken cancellationToken)
    {
        var output = _process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = _process.StandardError.ReadToEndAsync(cancellationToken);
        return (await output, await errors);
    }

    /// <summary>Kills it if it still runs. When this returns, it holds no file any more, and writes none.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
