using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Publishing;

/// <summary><c>switchboard send</c>: sends a message to users.</summary>
internal sealed class SendCommand
{
    private readonly Argument<string> _user = new("user") { Description = "The user." };
    private readonly Option<string[]> _others = new("--to") { Description = "A further user. Can be repeated.", HelpName = "USER", DefaultValueFactory = _ => [] };
    private readonly DataArguments _data = new(isNeeded: true);
    private readonly PublicationArguments _publication = new();
    private readonly Option<string?> _kind = new("--kind") { Description = "What sort of message it is.", HelpName = "KIND" };
    private readonly Option<int?> _priority = new("--priority") { Description = "How urgent it is.", HelpName = "N" };
    private readonly Option<int?> _expires = new("--expires-seconds") { Description = "Seconds after which nobody needs it any more.", HelpName = "SECONDS" };
    private readonly Option<string?> _replyTo = new("--reply-to") { Description = "The id of the message that this one answers.", HelpName = "ID" };
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public static Command Create() => new SendCommand().CreateCommand();

    private Command CreateCommand()
    {
        var command = new Command("send", "Sends a message to a user, who receives it on every connection, in the channel #USER.");
        command.Arguments.Add(_user);
        _data.AddTo(command);
        command.Options.Add(_others);
        _publication.AddTo(command);
        command.Options.Add(_kind);
        command.Options.Add(_priority);
        command.Options.Add(_expires);
        command.Options.Add(_replyTo);
        _remote.AddTo(command);
        command.SetAction("user, id and state, or error, of each message", RunAsync);
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var data = (await _data.ReadAsync(context, _remote)).GetValueOrDefault();
        using var api = await _remote.ConnectAsync(context);
        var result = await api.CallAsync("send", writer => WriteRequest(writer, context, data.Span), context.Cancellation);
        var code = ExitCodes.Success;
        foreach (var message in result.Items("messages"))
        {
            if (message.TryGetProperty("error", out _))
            {
                code = ExitCodes.Refused;
            }

            Report(context, message);
        }

        return code;
    }

    private void WriteRequest(Utf8JsonWriter writer, CommandContext context, ReadOnlySpan<byte> data)
    {
        if (context.Get(_others) is { Length: > 0 } others)
        {
            writer.WriteStartArray("users");
            foreach (var user in others.Prepend(context.Get(_user)!))
            {
                writer.WriteStringValue(user);
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WriteString("user", context.Get(_user));
        }

        _publication.Write(writer, context, data, line: null);
        WriteFields(writer, context);
    }

    private void WriteFields(Utf8JsonWriter writer, CommandContext context)
    {
        if (context.Get(_kind) is { } kind)
        {
            writer.WriteString("kind", kind);
        }

        if (context.Get(_priority) is { } priority)
        {
            writer.WriteNumber("priority", priority);
        }

        if (context.Get(_expires) is { } seconds)
        {
            writer.WriteNumber("expires_ms", seconds * 1000L);
        }

        if (context.Get(_replyTo) is { } id)
        {
            writer.WriteString("reply_to", id);
        }
    }

    private static void Report(CommandContext context, JsonElement message)
    {
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(message);
        }
        else if (message.TryGetProperty("error", out _))
        {
            context.Warn($"To {message.Text("user")}: {RemoteError.SentenceOf(message)}");
        }
        else
        {
            context.Output.WriteLine($"Sent to {message.Text("user")} as {message.Text("id")}.");
        }
    }
}
