using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

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
        var most = context.Get(_limit) is > 0 and var limit ? limit : int.MaxValue;
        var list = await PagedList.ReadAsync(api, context, ("scheduled", "schedules", writer => writer.WriteIfGiven("user", context.Get(_user))), (most, MaxPage), Columns);

        if (!context.Output.IsJson)
        {
            context.Output.WriteTable(["id", "time", "what", "where", "data"], list.Rows);
        }

        if (list.IsMore)
        {
            context.Warn("There are more schedules; --limit 0 lists all.");
        }

        return ExitCodes.Success;
    }

    private static string[] Columns(JsonElement schedule)
    {
        var isMessage = schedule.TryGetProperty("send", out var work) || !schedule.TryGetProperty("publish", out work);
        return
        [
            schedule.Text("id"),
            Times.OfMilliseconds(schedule.Number("at")),
            isMessage ? "send" : "publish",
            isMessage ? string.Join(' ', work.Items("users").Select(static user => user.GetString())) : work.Text("channel"),
            work.TryGetProperty("data", out var data) ? data.GetRawText() : work.Text("b64data"),
        ];
    }
}
