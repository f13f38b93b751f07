using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Publishing;

/// <summary><c>switchboard publish</c>: publishes into a channel.</summary>
internal sealed class PublishCommand
{
    private readonly Argument<string> _channel = new("channel") { Description = "The channel." };
    private readonly DataArguments _data = new(isNeeded: true);
    private readonly PublicationArguments _publication = new();
    private readonly RemoteArguments _remote = new();
    private readonly Option<bool> _skipHistory = new("--skip-history") { Description = "Delivers it without keeping it." };
    private readonly Option<bool> _lines = new("--lines", "-l") { Description = "Publishes every line of the standard input, or of @FILE. Progress goes to the error stream; a refused line does not keep others from being published." };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new PublishCommand().CreateCommand();

    private Command CreateCommand()
    {
        var command = new Command("publish", $"Publishes into a channel, such as: switchboard publish news '{{\"text\":\"hello\"}}'");
        command.Arguments.Add(_channel);
        _data.AddTo(command);
        command.Options.Add(_lines);
        _publication.AddTo(command);
        command.Options.Add(_skipHistory);
        _remote.AddTo(command);
        command.SetAction("channel, offset and epoch of what was published; with --lines, the line too", RunAsync);
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        if (context.Get(_lines))
        {
            using var input = _data.OpenLines(context, _remote);
            using var client = await _remote.ConnectAsync(context);
            return await new LinePublisher(context, client, (writer, data, line) => WriteRequest(writer, context, data, line), _data.IsText(context)).PublishAsync(input);
        }

        var data = (await _data.ReadAsync(context, _remote)).GetValueOrDefault();
        using var api = await _remote.ConnectAsync(context);
        var result = await api.CallAsync("publish", writer => WriteRequest(writer, context, data.Span, line: null), context.Cancellation);
        Report(context, result);
        return ExitCodes.Success;
    }

    private void WriteRequest(Utf8JsonWriter writer, CommandContext context, ReadOnlySpan<byte> data, long? line)
    {
        writer.WriteString("channel", context.Get(_channel));
        _publication.Write(writer, context, data, line);
        if (context.Get(_skipHistory))
        {
            writer.WriteBoolean("skip_history", true);
        }
    }

    private void Report(CommandContext context, JsonElement result)
    {
        var channel = context.Get(_channel)!;
        if (context.Output.IsJson)
        {
            context.Output.WriteObject(writer =>
            {
                writer.WriteString("channel", channel);
                Positions.Copy(result, writer);
            });
            return;
        }

        context.Output.WriteLine(Positions.TextOf(result) is { } position ? $"Published into {channel} at {position}." : $"Published into {channel}.");
    }
}
