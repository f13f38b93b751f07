using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Publishing;

/// <summary><c>switchboard schedule</c>: publishes or sends at a later time.</summary>
internal sealed class ScheduleCommand : Command
{
    private readonly Argument<string> _target = new("target") { Description = "The channel; with --send, the user." };
    private readonly DataArguments _data = new(isNeeded: true);
    private readonly Option<DateTimeOffset?> _at = TimeArguments.Create("--at", "When");
    private readonly Option<long?> _in = TimeArguments.CreateDelay("In how many seconds.");
    private readonly Option<bool> _send = new("--send") { Description = "Sends it to a user, in place of publishing it into a channel." };
    private readonly Field[] _schedule;
    private readonly Field[] _publication = PublicationFields.Create();
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public ScheduleCommand()
        : base("schedule", $"Publishes or sends at a later time, such as: switchboard schedule news '{{\"text\":\"hello\"}}' --in-seconds 60")
    {
        _schedule =
        [
            Field.Of(_at, static (writer, at) => writer.WriteNumber("at", at!.Value.ToUnixTimeMilliseconds())),
            Field.Of(_in, static (writer, seconds) => TimeArguments.WriteMilliseconds(writer, "delay_ms", seconds!.Value)),
            Field.Text("--id", "ID", "The schedule's name. One that is in use is moved."),
        ];
        Arguments.Add(_target);
        _data.AddTo(this);
        Field.AddTo(this, _schedule);
        Options.Add(_send);
        Field.AddTo(this, _publication);
        _remote.AddTo(this);
        this.Require(result =>
        {
            if (result.GetResult(_at) is null == result.GetResult(_in) is null)
            {
                result.AddError("Say when: either --at TIME or --in-seconds SECONDS.");
            }

            if (result.GetValue(_send) && result.GetResult(_target) is { } target)
            {
                CommandExtensions.RequireUsers(target, "a user id");
            }
        });
        this.SetAction("id and at, the time in Unix milliseconds", RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var data = await _data.ReadAsync(context, _remote);
        using var api = await _remote.ConnectAsync(context);
        var result = await api.CallAsync("schedule", writer => WriteRequest(writer, context, data), context.Cancellation);
        context.Output.WriteResult($"Scheduled {result.Text("id")} for {Times.OfMilliseconds(result.Number("at"))}.", writer => writer.CopyProperties(result));
        return ExitCodes.Success;
    }

    private void WriteRequest(Utf8JsonWriter writer, CommandContext context, ReadOnlyMemory<byte>? data)
    {
        Field.Write(_schedule, writer, context.Result);
        var isMessage = context.Get(_send);
        writer.WriteStartObject(isMessage ? "send" : "publish");
        writer.WriteString(isMessage ? "user" : "channel", context.Get(_target));
        writer.WriteDataIfGiven(data);
        Field.Write(_publication, writer, context.Result);
        writer.WriteEndObject();
    }
}
