using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Publishing;

/// <summary><c>switchboard publish</c>: publishes into a channel.</summary>
internal sealed class PublishCommand : Command
{
    private readonly Argument<string> _channel = new("channel") { Description = "The channel." };
    private readonly DataArguments _data = new(isNeeded: true);
    private readonly Option<bool> _lines = new("--lines", "-l") { Description = "Publishes every line of the standard input, or of @FILE. Progress goes to the error stream; a refused line does not keep others from being published." };
    private readonly Option<string> _idempotencyKey = PublicationFields.CreateIdempotencyKey(" With --lines, the number of the line is put behind it.");
    private readonly Field[] _fields;
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public PublishCommand()
        : base("publish", $"Publishes into a channel, such as: switchboard publish news '{{\"text\":\"hello\"}}'")
    {
        _fields = [.. PublicationFields.Create(Field.Local(_idempotencyKey)), Field.Flag("--skip-history", "Delivers it without keeping it."), Field.Text("--id", "ID", "The id of the publication, in a mutable namespace; the server makes one else."), Field.Flag("--open", "More will be appended, in a mutable namespace.")];
        Arguments.Add(_channel);
        _data.AddTo(this);
        Options.Add(_lines);
        Field.AddTo(this, _fields);
        _remote.AddTo(this);
        this.Require(CommandChecks.NotBoth("--lines", "--id"));
        this.SetAction("channel, offset, epoch and, in a mutable namespace, id of what was published; with --lines, the line too", RunAsync);
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
        var result = await api.CallAsync("publish", writer => WriteRequest(writer, context, data, line: null), context.Cancellation);
        Report(context, result);
        return ExitCodes.Success;
    }

    private void WriteRequest(Utf8JsonWriter writer, CommandContext context, ReadOnlyMemory<byte> data, long? line)
    {
        writer.WriteString("channel", context.Get(_channel));
        writer.WriteDataIfGiven(data);
        Field.Write(_fields, writer, context.Result);
        if (context.Get(_idempotencyKey) is { } key)
        {
            writer.WriteString("idempotency_key", line is null ? key : $"{key}-{line}");
        }
    }

    private void Report(CommandContext context, JsonElement result)
    {
        var channel = context.Get(_channel)!;
        var id = result.Text("id");
        var published = id.Length > 0 ? $"Published {id} into {channel}" : $"Published into {channel}";
        var sentence = Positions.TextOf(result) is { } position ? $"{published} at {position}." : $"{published}.";
        context.Output.WriteResult(sentence, writer =>
        {
            writer.WriteString("channel", channel);
            if (id.Length > 0)
            {
                writer.WriteString("id", id);
            }

            Positions.Copy(result, writer);
        });
    }
}
