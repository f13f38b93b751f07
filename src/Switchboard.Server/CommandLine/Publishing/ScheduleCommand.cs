using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Publishing;

/// <summary><c>switchboard schedule</c>: publishes or sends at a later time.</summary>
internal sealed class ScheduleCommand
{
    private readonly Argument<string> _target = new("target") { Description = "The channel; with --send, the user." };
    private readonly DataArguments _data = new(isNeeded: true);
    private readonly Option<DateTimeOffset?> _at = new("--at") { Description = "When, such as 2030-01-31T09:00:00Z; without an offset, in the time of this machine.", HelpName = "TIME" };
    private readonly Option<long?> _in = new("--in-seconds") { Description = "In how many seconds.", HelpName = "SECONDS" };
    private readonly Option<string?> _id = new("--id") { Description = "The schedule's name. One that is in use is moved.", HelpName = "ID" };
    private readonly Option<bool> _send = new("--send") { Description = "Sends it to a user, in place of publishing it into a channel." };
    private readonly PublicationArguments _publication = new();
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public static Command Create() => new ScheduleCommand().CreateCommand();

    private Command CreateCommand()
    {
        var command = new Command("schedule", $"Publishes or sends at a later time, such as: switchboard schedule news '{{\"text\":\"hello\"}}' --in-seconds 60");
        command.Arguments.Add(_target);
        _data.AddTo(command);
        command.Options.Add(_at);
        command.Options.Add(_in);
        command.Options.Add(_id);
        command.Options.Add(_send);
        _publication.AddTo(command);
        _remote.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_at) is null == result.GetResult(_in) is null)
            {
                result.AddError("Say when: either --at TIME or --in-seconds SECONDS.");
            }
        });
        command.SetAction("id and at, the time in Unix milliseconds", RunAsync);
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var data = (await _data.ReadAsync(context, _remote)).GetValueOrDefault();
        using var api = await _remote.ConnectAsync(context);
        var result = await api.CallAsync("schedule", writer => WriteRequest(writer, context, data.Span), context.Cancellation);
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(result);
        }
        else
        {
            context.Output.WriteLine($"Scheduled {result.Text("id")} for {Times.OfMilliseconds(result.Number("at"))}.");
        }

        return ExitCodes.Success;
    }

    private void WriteRequest(Utf8JsonWriter writer, CommandContext context, ReadOnlySpan<byte> data)
    {
        if (context.Get(_id) is { } id)
        {
            writer.WriteString("id", id);
        }

        if (context.Get(_at) is { } at)
        {
            writer.WriteNumber("at", at.ToUnixTimeMilliseconds());
        }

        if (context.Get(_in) is { } seconds)
        {
            writer.WritePropertyName("delay_ms");
            writer.WriteRawValue(((decimal)seconds * 1000).ToString(CultureInfo.InvariantCulture));
        }

        var isMessage = context.Get(_send);
        writer.WriteStartObject(isMessage ? "send" : "publish");
        writer.WriteString(isMessage ? "user" : "channel", context.Get(_target));
        _publication.Write(writer, context, data, line: null);
        writer.WriteEndObject();
    }
}
