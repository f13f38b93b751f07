using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Jobs;

/// <summary>Asks for a job until it has ended, and shows how far it is where errors go to a terminal.</summary>
/// <param name="context">Where to print.</param>
/// <param name="api">The server. While it is away, it is waited for.</param>
/// <param name="time">The time.</param>
internal sealed class JobWait(CommandContext context, ApiClient api, TimeProvider time)
{
    private const string EraseLine = "\r\u001b[K";

    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(1);

    private string _shown = "";
    private bool _isAway;

    /// <summary>Waits for a job, and prints what its method returned.</summary>
    /// <returns>The exit code, by how it ended.</returns>
    /// <exception cref="CommandException">It failed, was cancelled, or the server refuses to tell.</exception>
    public async Task<int> RunAsync(string id)
    {
        context.Warn($"Submitted {id}; waiting for its end.");
        for (var pause = _firstPause; ;)
        {
            var job = await TryFindAsync(id);
            if (job is { } known && IsEnded(known))
            {
                Show("");
                return Print(id, known);
            }

            Show(job is { } current ? SentenceOf(current) : _shown);
            await Task.Delay(pause, time, context.Cancellation);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }
    }

    private static bool IsEnded(JsonElement job) => job.Text("state") is "done" or "failed" or "cancelled";

    private static string SentenceOf(JsonElement job) => $"{job.Text("state")}, attempt {job.Text("attempt")} {job.Text("progress")}".TrimEnd();

    private async Task<JsonElement?> TryFindAsync(string id)
    {
        try
        {
            var job = await api.CallAsync("job_status", writer => writer.WriteString("id", id), context.Cancellation);
            _isAway = false;
            return job;
        }
        catch (CommandException exception) when (exception.ExitCode == ExitCodes.Unreachable)
        {
            if (!_isAway)
            {
                Show("");
                context.Warn($"{exception.Message} The wait goes on.");
                _isAway = true;
            }

            return null;
        }
    }

    private int Print(string id, JsonElement job)
    {
        var isDone = job.Text("state") == "done";
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(job);
            return isDone ? ExitCodes.Success : ExitCodes.Refused;
        }

        if (isDone)
        {
            return job.TryGetProperty("result", out var result) ? RemoteAnswers.PrintData(context, result) : ExitCodes.Success;
        }

        var why = job.Text("state") == "cancelled" ? "was cancelled" : job.TryGetProperty("error", out var error) ? $"failed: {error.Text("message")} ({error.Text("code")})" : "failed";
        throw new CommandException(ExitCodes.Refused, $"The job {id} {why}. `switchboard job retry {id}` runs it again.");
    }

    private void Show(string sentence)
    {
        if (Consoles.ErrorsAreOnTerminal && sentence != _shown)
        {
            context.Errors.Write($"{EraseLine}{Printable.Of(sentence)}");
            _shown = sentence;
        }
    }
}
