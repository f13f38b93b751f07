using System.CommandLine;
using System.Globalization;
using Switchboard.Client;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Live;

/// <summary><c>switchboard serve-call</c>: answers calls of a method by a shell command.</summary>
internal sealed class ServeCallCommand : Command
{
    private const int DefaultConcurrency = 4;
    private const int MaxConcurrency = 1024;

    private readonly Argument<string> _method = new("method") { Description = "The method." };
    private readonly Argument<string> _command = new("command") { Description = "The shell command: it gets the data on its input, and its output is the result." };
    private readonly Option<int> _concurrency = new("--concurrency") { Description = "How many calls are answered at once.", HelpName = "N", DefaultValueFactory = _ => DefaultConcurrency };
    private readonly LiveArguments _live = new();

    /// <summary>Makes the command.</summary>
    public ServeCallCommand()
        : base("serve-call", "Answers calls of a method by a shell command, until Ctrl+C, such as: switchboard serve-call math:sum 'jq .a+.b'")
    {
        Arguments.Add(_method);
        Arguments.Add(_command);
        Options.Add(_concurrency);
        _live.AddTo(this);
        _concurrency.Require(static value => value is >= 1 and <= MaxConcurrency, $"--concurrency takes 1 to {MaxConcurrency}.");
        this.SetAction("one for each call: method, user, milliseconds, and error where it failed", RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        await using var connection = await _live.ConnectAsync(context);
        var method = context.Get(_method)!;
        var printer = new CallPrinter(context);
        var shell = new ShellCall(context.Get(_command)!);
        try
        {
            await using var served = await connection.Client.ServeAsync(method, (call, stop) => AnswerAsync(shell, printer, call, stop), context.Get(_concurrency), context.Cancellation);
            context.Warn($"Serving {method}.");
            throw await connection.Failed.WaitAsync(context.Cancellation);
        }
        catch (SwitchboardException exception)
        {
            throw connection.Describe(exception, LiveSubject.Method(method))!;
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> AnswerAsync(ShellCall shell, CallPrinter printer, ServedCall call, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        string? error = "cancelled";
        try
        {
            var variables = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["SWITCHBOARD_METHOD"] = call.Method,
                ["SWITCHBOARD_CALLER_KIND"] = call.Caller.Kind,
                ["SWITCHBOARD_CALLER_USER"] = call.Caller.User,
                ["SWITCHBOARD_JOB"] = call.JobId,
                ["SWITCHBOARD_ATTEMPT"] = call.Attempt.ToString(CultureInfo.InvariantCulture),
            };
            var result = await shell.RunAsync(call.Data, variables, cancellationToken);
            error = null;
            return result;
        }
        catch (SwitchboardException exception)
        {
            error = exception.Error.Message;
            throw;
        }
        finally
        {
            printer.Print(call, TimeProvider.System.GetElapsedTime(began), error);
        }
    }
}

/// <summary>Prints a line for each call that was answered. Calls go on being answered when nobody reads the lines.</summary>
internal sealed class CallPrinter(CommandContext context)
{
    private readonly Lock _gate = new();

    /// <summary>Prints a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="time">How long it took.</param>
    /// <param name="error">How it failed; null where it did not.</param>
    public void Print(ServedCall call, TimeSpan time, string? error)
    {
        lock (_gate)
        {
            try
            {
                Write(call, (long)time.TotalMilliseconds, error);
                context.Output.Flush();
            }
            catch (ClosedOutputException)
            {
                // The calls matter more than the lines.
            }
        }
    }

    private void Write(ServedCall call, long milliseconds, string? error)
    {
        var user = call.Caller.User.Length > 0 ? call.Caller.User : call.Caller.Kind;
        context.Output.WriteResult($"{call.Method} for {user}: {milliseconds} ms{(error is null ? "" : $", {error}")}", writer =>
        {
            writer.WriteString("method", call.Method);
            writer.WriteString("user", call.Caller.User);
            writer.WriteNumber("milliseconds", milliseconds);
            if (error is not null)
            {
                writer.WriteString("error", error);
            }
        });
    }
}
