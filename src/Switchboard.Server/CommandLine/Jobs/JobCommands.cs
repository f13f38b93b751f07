using System.CommandLine;
using System.Text.Json;
using Switchboard.Names;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Jobs;

/// <summary><c>switchboard job</c>: calls that outlive their callers. Each is an entry that calls a method of the HTTP API, but for the first.</summary>
internal static class JobCommands
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("job", "Has methods carried out, however long it takes.")
    {
        new JobSubmitCommand(),
        new ApiCommand("status", "Tells what has become of a job.", lines: "the job as docs/http-api.md describes it", [Id()])
        {
            MethodOf = static _ => "job_status",
            Print = Answer.About(
                "id", "method", "state", "user", "attempt", Column.Time("submitted", "created_at"), Column.Time("due", "due_at"), Column.Time("ended", "ended_at"), "cron", "progress", "result", Problem()),
        },
        new PagedCommand(
            "list",
            "Lists jobs, the newest at the beginning.",
            lines: "the jobs as docs/http-api.md describes them, without their results",
            [Field.UserOption("Those of this user only."), Field.Text("--method", "METHOD", "Those of this method only."), State()],
            new PageLimit(100, "The most jobs to list; 0 lists all.", "There are more jobs; --limit 0 lists all.") { MaxPage = 1000 })
        {
            MethodOf = static _ => "jobs",
            Entries = static page => page.Items("jobs"),
            Columns = ["id", "method", "state", "user", "attempt", Column.Time("submitted", "created_at"), Column.Time("due", "due_at"), Column.Time("ended", "ended_at"), "cron", Problem()],
        },
        new ApiCommand("cancel", "Cancels a job. A worker that has it is told.", lines: "cancelled", [Id()])
        {
            MethodOf = static _ => "job_cancel",
            Print = static (context, result) => PrintWhether(context, result, "cancelled", "Cancelled.", "It has ended: there is nothing to cancel."),
        },
        new ApiCommand("retry", "Runs a job again from the beginning that has failed or was cancelled.", lines: "retried", [Id()])
        {
            MethodOf = static _ => "job_retry",
            Print = static (context, result) => PrintWhether(context, result, "retried", "Runs again.", "It has neither failed nor was it cancelled: there is nothing to run again."),
        },
    };

    private static Field Id() => Field.Argument("id", "The job's id, as submit printed it.");

    private static Field State()
    {
        var state = new Option<string>("--state") { Description = $"Those in this state only: {string.Join(", ", JobNames.States)}.", HelpName = "STATE" };
        state.AcceptOnlyFromAmong([.. JobNames.States]);
        return Field.Of(state, static (writer, name) => writer.WriteString("state", name));
    }

    private static Column Problem() => new("error", static job => job.TryGetProperty("error", out var error) ? $"{error.Text("message")} ({error.Text("code")})" : "");

    private static int PrintWhether(CommandContext context, JsonElement result, string property, string sentence, string otherwise)
    {
        var isSo = result.GetProperty(property).GetBoolean();
        if (context.Output.IsJson || isSo)
        {
            Answer.Sentence(context, result, sentence);
        }
        else
        {
            context.Warn(otherwise);
        }

        return isSo ? ExitCodes.Success : ExitCodes.Refused;
    }
}
