using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Publishing;

namespace Switchboard.Server.CommandLine.Jobs;

/// <summary><c>switchboard job submit</c>: has a method carried out and, where asked, waits until that is done.</summary>
internal sealed class JobSubmitCommand : Command
{
    private const double MaxDeadlineSeconds = 31_536_000;

    private readonly Argument<string> _method = new("method") { Description = "The method." };
    private readonly DataArguments _data = new(isNeeded: false);
    private readonly Option<DateTimeOffset?> _at = TimeArguments.Create("--at", "When it is carried out at the earliest");
    private readonly Option<string> _cron = new("--cron") { Description = "When it is carried out again and again: a cron expression of five fields, or of six with seconds.", HelpName = "CRON" };
    private readonly Option<bool> _wait = new("--wait") { Description = "Waits until it has ended, and prints what the method returned. Ctrl+C ends the wait alone." };
    private readonly Option<long?> _in = TimeArguments.CreateDelay("In how many seconds it is carried out at the earliest.");
    private readonly Field[] _fields;
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public JobSubmitCommand()
        : base("submit", $"Has a method carried out, such as: switchboard job submit report '{{\"month\":5}}' --wait")
    {
        _fields =
        [
            Field.Of(CreateDeadline(), static (writer, seconds) => writer.WriteNumber("deadline_ms", (long)Math.Ceiling(seconds!.Value * 1000))),
            Field.Of(_at, static (writer, at) => writer.WriteNumber("at", at!.Value.ToUnixTimeMilliseconds())),
            Field.Of(_in, static (writer, seconds) => TimeArguments.WriteMilliseconds(writer, "delay_ms", seconds!.Value)),
            Field.Of(CreateExpiry(), static (writer, seconds) => TimeArguments.WriteMilliseconds(writer, "expires_ms", seconds!.Value)),
            Field.Of(_cron, static (writer, cron) => writer.WriteString("cron", cron)),
            Field.Text("--time-zone", "ZONE", "The time zone of --cron, such as Europe/Berlin. Without it, UTC."),
            Field.Number("--priority", "N", "From 1 to 5; of the jobs that wait, those of higher priority come first. Without it, 3.", min: 1, max: 5),
            Field.Number("--retries", "N", "How often it is tried again after a failure. Without it, the server's default.", min: 0),
            Field.Text("--idempotency-key", "KEY", "Makes it safe to repeat the command: the same key is one job."),
        ];
        Arguments.Add(_method);
        _data.AddTo(this);
        Field.AddTo(this, _fields);
        Options.Add(_wait);
        _remote.AddTo(this);
        this.Require(result => (CommandChecks.NotBoth("--at", "--in-seconds") + CommandChecks.NotBoth("--wait", "--cron"))(result));
        this.SetAction("id; with --wait, the job as docs/http-api.md describes it", RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var data = await _data.ReadAsync(context, _remote);
        using var api = await _remote.ConnectAsync(context);
        var result = await api.CallAsync("job", writer => WriteRequest(writer, context, data), context.Cancellation);
        return context.Get(_wait)
            ? await new JobWait(context, api, TimeProvider.System).RunAsync(result.Text("id"))
            : Answer.Sentence(context, result, result.Text("id"));
    }

    private void WriteRequest(Utf8JsonWriter writer, CommandContext context, ReadOnlyMemory<byte>? data)
    {
        writer.WriteString("method", context.Get(_method));
        writer.WriteDataIfGiven(data);
        Field.Write(_fields, writer, context.Result);
    }

    private static Option<double?> CreateDeadline()
    {
        var deadline = new Option<double?>("--deadline") { Description = "Seconds that an attempt may take. Without it, the server's default.", HelpName = "SECONDS" };
        deadline.Require(static seconds => seconds is not (<= 0 or > MaxDeadlineSeconds or double.NaN), $"--deadline takes more than 0 and at most {MaxDeadlineSeconds} seconds.");
        return deadline;
    }

    private static Option<long?> CreateExpiry()
    {
        var expiry = new Option<long?>("--expires-seconds") { Description = "Seconds after which it is not begun any more, and fails.", HelpName = "SECONDS" };
        expiry.Require(static seconds => seconds is null or >= 1, "--expires-seconds takes 1 or more.");
        return expiry;
    }
}
