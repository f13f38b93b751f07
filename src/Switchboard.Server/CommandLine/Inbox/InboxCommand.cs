using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.History;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Inbox;

/// <summary><c>switchboard inbox</c>: what a user's inbox keeps.</summary>
internal sealed class InboxCommand
{
    private const int DefaultLimit = 20;

    private readonly Argument<string> _user = new("user") { Description = "The user." };
    private readonly Option<bool> _unread = new("--unread") { Description = "Only what is unread." };
    private readonly Option<bool> _archived = new("--archived") { Description = "The archive, which is left out else." };
    private readonly Option<string?> _kind = new("--kind") { Description = "Only messages of this kind.", HelpName = "KIND" };
    private readonly Option<int> _limit = new("--limit", "-n") { Description = "The most messages to list, newest first. 0 counts the unread ones alone.", HelpName = "N", DefaultValueFactory = _ => DefaultLimit };
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public static Command Create() => new InboxCommand().CreateCommand();

    private Command CreateCommand()
    {
        var command = new Command("inbox", "Lists the messages of a user, newest first.");
        command.Arguments.Add(_user);
        command.Options.Add(_unread);
        command.Options.Add(_archived);
        command.Options.Add(_kind);
        command.Options.Add(_limit);
        _remote.AddTo(command);
        _limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--limit takes 0 or more.");
            }
        });
        command.SetAction("the messages as docs/http-api.md describes them; with --limit 0, user and unread", RunAsync);
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        using var api = await _remote.ConnectAsync(context);
        var most = context.Get(_limit);
        var list = await PagedList.ReadAsync(api, context, ("inbox", "messages", writer => WriteRequest(writer, context)), (most, most), Columns);

        Report(context, list);
        return ExitCodes.Success;
    }

    private void WriteRequest(Utf8JsonWriter writer, CommandContext context)
    {
        writer.WriteString("user", context.Get(_user));
        writer.WriteBoolean("unread", context.Get(_unread));
        writer.WriteBoolean("archived", context.Get(_archived));
        writer.WriteIfGiven("kind", context.Get(_kind));
    }

    private static string[] Columns(JsonElement message)
    {
        var kind = message.TryGetProperty("tags", out var tags) ? tags.Text("kind") : "";
        return [message.Text("id"), Times.OfMilliseconds(message.Number("time")), message.Text("state"), message.Text("sender"), kind, PublicationText.DataOf(message)];
    }

    private void Report(CommandContext context, PagedList list)
    {
        if (context.Get(_limit) == 0)
        {
            ReportCount(context, list.Page.Number("unread"));
            return;
        }

        if (!context.Output.IsJson)
        {
            context.Output.WriteTable(["id", "time", "state", "sender", "kind", "data"], list.Rows);
        }

        if (list.IsMore)
        {
            context.Warn("There are more messages; --limit lists more.");
        }
    }

    private void ReportCount(CommandContext context, long unread)
    {
        if (!context.Output.IsJson)
        {
            context.Output.WriteLine($"{unread} unread.");
            return;
        }

        context.Output.WriteObject(writer =>
        {
            writer.WriteString("user", context.Get(_user));
            writer.WriteNumber("unread", unread);
        });
    }
}
