using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Inbox;

/// <summary><c>switchboard state</c>: what became of messages that services sent.</summary>
internal sealed class StateCommand
{
    private static readonly string[] _times = ["accepted_at", "delivered_at", "read_at", "ended_at"];

    private readonly Argument<string[]> _ids = new("id") { Description = "The ids of the messages, as send printed them.", Arity = ArgumentArity.OneOrMore };
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public static Command Create() => new StateCommand().CreateCommand();

    private Command CreateCommand()
    {
        var command = new Command("state", "Tells what became of messages that were sent with an API key.");
        command.Arguments.Add(_ids);
        _remote.AddTo(command);
        command.SetAction("the states as docs/http-api.md describes them", RunAsync);
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        using var api = await _remote.ConnectAsync(context);
        var ids = context.Get(_ids)!.Distinct(StringComparer.Ordinal).ToArray();
        var messages = (await api.CallAsync("state", writer => WriteRequest(writer, ids), context.Cancellation)).Items("messages").ToArray();
        Report(context, messages);
        var unknown = ids.Except(messages.Select(static message => message.Text("id")), StringComparer.Ordinal).ToArray();
        foreach (var id in unknown)
        {
            context.Warn($"Nothing is known of {id}: it was not sent with an API key, or is forgotten.");
        }

        return unknown.Length == 0 ? ExitCodes.Success : ExitCodes.Refused;
    }

    private static void WriteRequest(Utf8JsonWriter writer, string[] ids)
    {
        writer.WriteStartArray("ids");
        foreach (var id in ids)
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
    }

    private static void Report(CommandContext context, JsonElement[] messages)
    {
        if (!context.Output.IsJson)
        {
            context.Output.WriteTable(["id", "user", "state", "accepted", "delivered", "read", "ended"], messages.Select(RowOf));
            return;
        }

        foreach (var message in messages)
        {
            context.Output.WriteJson(message);
        }
    }

    private static string[] RowOf(JsonElement message)
        => [message.Text("id"), message.Text("user"), message.Text("state"), .. _times.Select(time => TimeOf(message, time))];

    private static string TimeOf(JsonElement message, string name)
        => message.TryGetProperty(name, out var time) ? Times.OfMilliseconds(time.GetInt64()) : "";
}
