using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Lists;
using Switchboard.Server.CommandLine.Output;
using Switchboard.Server.CommandLine.Remote;

namespace Switchboard.Server.CommandLine.Schedules;

/// <summary><c>switchboard scheduled</c>: what is to happen.</summary>
internal sealed class ScheduledCommand
{
    private const int DefaultLimit = 100;
    private const int MaxPage = 1000;

    private readonly Option<string?> _user = new("--user") { Description = "What this user has scheduled, in place of services.", HelpName = "USER" };
    private readonly Option<int> _limit = new("--limit", "-n") { Description = "The most schedules to list; 0 lists all.", HelpName = "N", DefaultValueFactory = _ => DefaultLimit };
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public static Command Create() => new ScheduledCommand().CreateCommand();

    private Command CreateCommand()
    {
        var command = new Command("scheduled", "Lists what is scheduled, in the order of the times.");
        command.Options.Add(_user);
        command.Options.Add(_limit);
        _remote.AddTo(command);
        command.SetAction("the schedules as docs/http-api.md describes them", RunAsync);
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        using var api = await _remote.ConnectAsync(context);
        var rows = new List<string[]>();
        var left = context.Get(_limit) is > 0 and var limit ? limit : int.MaxValue;
        string? cursor = null;
        do
        {
            var page = await api.CallAsync("scheduled", writer => WriteRequest(writer, context, cursor, Math.Min(left, MaxPage)), context.Cancellation);
            foreach (var schedule in page.Items("schedules"))
            {
                left--;
                Take(context, schedule, rows);
            }

            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null && left > 0);

        if (!context.Output.IsJson)
        {
            context.Output.WriteTable(["id", "time", "what", "where", "data"], rows);
        }

        if (cursor is not null)
        {
            context.Warn("There are more schedules; --limit 0 lists all.");
        }

        return ExitCodes.Success;
    }

    private void WriteRequest(Utf8JsonWriter writer, CommandContext context, string? cursor, int limit)
    {
        writer.WriteNumber("limit", limit);
        if (context.Get(_user) is { } user)
        {
            writer.WriteString("user", user);
        }

        if (cursor is not null)
        {
            writer.WriteString("cursor", cursor);
        }
    }

    private static void Take(CommandContext context, JsonElement schedule, List<string[]> rows)
    {
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(schedule);
            return;
        }

        var isMessage = schedule.TryGetProperty("send", out var work) || !schedule.TryGetProperty("publish", out work);
        rows.Add(
        [
            schedule.Text("id"),
            Times.OfMilliseconds(schedule.Number("at")),
            isMessage ? "send" : "publish",
            isMessage ? string.Join(' ', work.Items("users").Select(static user => user.GetString())) : work.Text("channel"),
            work.TryGetProperty("data", out var data) ? data.GetRawText() : work.Text("b64data"),
        ]);
    }
}
