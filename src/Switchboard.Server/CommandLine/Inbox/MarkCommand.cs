using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Inbox;

/// <summary><c>switchboard mark</c>: notes what was done with a user's messages.</summary>
internal sealed class MarkCommand
{
    private static readonly string[] _marks = ["delivered", "read", "archived", "deleted"];

    private readonly Argument<string> _user = new("user") { Description = "The user." };
    private readonly Argument<string> _as = new("as") { Description = "What was done with them: delivered, read, archived or deleted." };
    private readonly Argument<string[]> _ids = new("id") { Description = "The ids of the messages. Those that are not in the inbox are ignored.", Arity = ArgumentArity.OneOrMore };
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public static Command Create() => new MarkCommand().CreateCommand();

    private Command CreateCommand()
    {
        var command = new Command("mark", "Marks messages of a user. Marks are never taken back.");
        command.Arguments.Add(_user);
        command.Arguments.Add(_as);
        command.Arguments.Add(_ids);
        _as.AcceptOnlyFromAmong(_marks);
        _remote.AddTo(command);
        command.SetAction("user and unread", RunAsync);
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        using var api = await _remote.ConnectAsync(context);
        var unread = (await api.CallAsync("mark", writer => WriteRequest(writer, context), context.Cancellation)).Number("unread");
        if (context.Output.IsJson)
        {
            context.Output.WriteObject(writer =>
            {
                writer.WriteString("user", context.Get(_user));
                writer.WriteNumber("unread", unread);
            });
        }
        else
        {
            context.Output.WriteLine($"Marked; {unread} unread.");
        }

        return ExitCodes.Success;
    }

    private void WriteRequest(Utf8JsonWriter writer, CommandContext context)
    {
        writer.WriteString("user", context.Get(_user));
        writer.WriteString("as", context.Get(_as));
        writer.WriteStartArray("ids");
        foreach (var id in context.Get(_ids)!)
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
    }
}
