using Switchboard.Client;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Live;

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
