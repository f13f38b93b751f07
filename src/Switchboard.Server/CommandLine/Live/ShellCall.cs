using System.Buffers;
using System.Diagnostics;
using System.Text;
using Switchboard.Server.CommandLine.Publishing;

namespace Switchboard.Server.CommandLine.Live;

/// <summary>Answers calls by a shell command: the data on its input, the result on its output.</summary>
/// <param name="command">The command, as for <c>sh -c</c>.</param>
internal sealed class ShellCall(string command)
{
    // The hub takes errors of applications from 1000 to 1999.
    private const uint FirstErrorCode = 1000;
    private const int MaxOutputBytes = 1_048_576;
    private const int MaxErrorBytes = 4096;
    private const int MaxMessageLength = 200;

    /// <summary>Runs the command once.</summary>
    /// <param name="data">What the call is called with, in JSON; empty for nothing.</param>
    /// <param name="variables">Variables of its environment, which tell of the call.</param>
    /// <param name="cancellationToken">Ends the command and all that it has started.</param>
    /// <returns>What it wrote: JSON as it is, anything else as a string; empty for nothing.</returns>
    /// <exception cref="SwitchboardException">It ended with another code than 0, or wrote too much.</exception>
    public async Task<ReadOnlyMemory<byte>> RunAsync(ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        using var process = Start(variables);
        await using var ending = cancellationToken.Register(() => End(process));
        var output = ReadAsync(process.StandardOutput.BaseStream, MaxOutputBytes + 1, keepsEnd: false);
        var errors = ReadAsync(process.StandardError.BaseStream, MaxErrorBytes, keepsEnd: true);
        await WriteAsync(process, data);
        await process.WaitForExitAsync(CancellationToken.None);

        // What it has started may go on, and hold the pipes open.
        End(process);
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0
            ? ResultOf(await output)
            : throw new SwitchboardException(new ErrorCode(FirstErrorCode + (uint)(process.ExitCode & 0xFF), MessageOf(await errors, process.ExitCode)));
    }

    private Process Start(IReadOnlyDictionary<string, string> variables)
    {
        // On Linux the shell leads a group of its own, so that all that it starts can be ended with it.
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd.exe", ["/c", command])
            : OperatingSystem.IsLinux() ? new ProcessStartInfo("setsid", ["sh", "-c", command])
            : new ProcessStartInfo("sh", ["-c", command]);
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static void End(Process process)
    {
        if (OperatingSystem.IsLinux())
        {
            using var kill = Process.Start(new ProcessStartInfo("kill", ["-KILL", "--", $"-{process.Id}"]) { UseShellExecute = false, RedirectStandardError = true });
            kill?.WaitForExit();
        }
        else if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task WriteAsync(Process process, ReadOnlyMemory<byte> data)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(data);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not read its input.
        }
    }

    /// <summary>Reads to the end, and keeps so many bytes of the beginning or of the end.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, int kept, bool keepsEnd)
    {
        var content = new ArrayBufferWriter<byte>();
        var buffer = new byte[MaxErrorBytes];
        for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
        {
            if (keepsEnd && content.WrittenCount >= kept)
            {
                var end = content.WrittenSpan[^kept..].ToArray();
                content.ResetWrittenCount();
                content.Write(end);
            }

            content.Write(buffer.AsSpan(0, keepsEnd ? count : Math.Min(count, kept - content.WrittenCount)));
        }

        return content.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> ResultOf(ReadOnlyMemory<byte> output)
    {
        if (output.Length > MaxOutputBytes)
        {
            throw new SwitchboardException(ErrorCodes.LimitExceeded);
        }

        var trimmed = output[..output.Span.TrimEnd(" \r\n\t"u8).Length];
        var text = new ReadOnlySequence<byte>(trimmed);
        return trimmed.IsEmpty || JsonData.IsJson(text, out _) ? trimmed : JsonData.OfText(text);
    }

    private static string MessageOf(ReadOnlyMemory<byte> errors, int exitCode)
    {
        var last = Encoding.UTF8.GetString(errors.Span).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        return last is null ? $"ended with code {exitCode}" : last[..Math.Min(last.Length, MaxMessageLength)];
    }
}
