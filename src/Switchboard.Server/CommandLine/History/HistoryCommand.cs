using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.History;

/// <summary><c>switchboard history</c>: what a channel keeps.</summary>
internal sealed class HistoryCommand : Command
{
    private const int DefaultLimit = 20;

    private readonly Argument<string> _channel = new("channel") { Description = "The channel." };
    private readonly Option<int> _limit = new("--limit", "-n") { Description = "The most publications to print: the newest, or those behind --since. 0 prints the position alone.", HelpName = "N", DefaultValueFactory = _ => DefaultLimit };
    private readonly Option<bool> _reverse = new("--reverse", "-r") { Description = "Prints the newest first." };
    private readonly PositionArguments _since = new("Only what came behind this offset.");
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public HistoryCommand()
        : base("history", "Prints what a channel keeps, the newest last.")
    {
        Arguments.Add(_channel);
        Options.Add(_limit);
        _since.AddTo(this);
        Options.Add(_reverse);
        _remote.AddTo(this);
        _limit.Require(static value => value >= 0, "--limit takes 0 or more.");
        this.SetAction("the publications as docs/http-api.md describes them, with channel and epoch; with --limit 0, channel, offset and epoch of the newest", RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        using var api = await _remote.ConnectAsync(context);
        var since = await _since.ReadAsync(context, api, context.Get(_channel)!);
        var newestFirst = since is null;
        var left = context.Get(_limit);
        var publications = new List<JsonElement>();
        JsonElement result;
        do
        {
            result = await api.CallAsync("history", writer => WriteRequest(writer, context, left, since, newestFirst), context.Cancellation);
            if (left == 0)
            {
                return ReportTop(context, result);
            }

            // A page may be shorter than what was asked for. It is the last where it ends with the last publication there is.
            JsonElement[] page = [.. result.Items("publications")];
            publications.AddRange(page);
            left -= page.Length;
            var end = page is [.., var last] ? last.Number("offset") : 0;
            since = ((ulong)end, result.Text("epoch"));
            if (end <= 1 || (!newestFirst && end >= result.Number("offset")))
            {
                break;
            }
        }
        while (left > 0);

        Report(context, result, newestFirst == context.Get(_reverse) ? publications : Enumerable.Reverse(publications));
        return ExitCodes.Success;
    }

    private void WriteRequest(Utf8JsonWriter writer, CommandContext context, int limit, (ulong Offset, string Epoch)? since, bool newestFirst)
    {
        writer.WriteString("channel", context.Get(_channel));
        writer.WriteNumber("limit", limit);
        writer.WriteBoolean("reverse", newestFirst);
        if (since is var (offset, epoch))
        {
            writer.WriteStartObject("since");
            writer.WriteNumber("offset", offset);
            writer.WriteString("epoch", epoch);
            writer.WriteEndObject();
        }
    }

    private int ReportTop(CommandContext context, JsonElement result)
    {
        var top = JsonText.Element(writer =>
        {
            writer.WriteString("channel", context.Get(_channel));
            writer.WriteNumber("offset", result.Number("offset"));
            writer.WriteString("epoch", result.Text("epoch"));
        });
        return Answer.Properties(context, top);
    }

    private void Report(CommandContext context, JsonElement result, IEnumerable<JsonElement> publications)
    {
        foreach (var publication in publications)
        {
            if (!context.Output.IsJson)
            {
                context.Output.WriteEntry(PublicationText.BeginningOf(publication), PublicationText.DataOf(publication));
                continue;
            }

            context.Output.WriteObject(writer =>
            {
                writer.WriteString("channel", context.Get(_channel));
                writer.WriteString("epoch", result.Text("epoch"));
                writer.CopyProperties(publication);
            });
        }
    }
}
