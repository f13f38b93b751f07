using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.History;

namespace Switchboard.Server.CommandLine.Maps;

/// <summary><c>switchboard map changes</c>: the changes that a map channel keeps.</summary>
internal sealed class MapChangesCommand : Command
{
    private const int DefaultLimit = 20;

    private readonly Argument<string> _channel = new("channel") { Description = "The channel." };
    private readonly Option<int> _limit = new("--limit", "-n") { Description = "The most changes to print: the newest, or those behind --since. 0 prints all that are kept.", HelpName = "N", DefaultValueFactory = _ => DefaultLimit };
    private readonly Option<bool> _reverse = new("--reverse", "-r") { Description = "Prints the newest first." };
    private readonly Option<ulong?> _since = new("--since") { Description = "Only what came behind this offset.", HelpName = "OFFSET" };
    private readonly Option<string?> _epoch = new("--epoch") { Description = "The epoch of the offset. Without it, the channel's epoch of now.", HelpName = "EPOCH" };
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public MapChangesCommand()
        : base("changes", "Prints the changes that a channel keeps, the newest last.")
    {
        Arguments.Add(_channel);
        Options.Add(_limit);
        Options.Add(_since);
        Options.Add(_epoch);
        Options.Add(_reverse);
        _remote.AddTo(this);
        _limit.Require(static value => value >= 0, "--limit takes 0 or more.");
        this.Require(result =>
        {
            if (result.IsGiven("--epoch") && !result.IsGiven("--since"))
            {
                result.AddError("--epoch needs --since, the offset within it.");
            }
        });
        this.SetAction("the changes as docs/http-api.md describes them, with epoch", RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        using var api = await _remote.ConnectAsync(context);
        var newestFirst = context.Get(_since) is null;
        var changes = await ReadAsync(context, api, newestFirst);
        if (newestFirst != context.Get(_reverse))
        {
            changes.Reverse();
        }

        return Answer.PrintList(context, changes, ["offset", new("what", WhatOf), "key", "score", Column.Time("time", "time"), new("data", PublicationText.DataOf)]);
    }

    private async Task<List<JsonElement>> ReadAsync(CommandContext context, ApiClient api, bool newestFirst)
    {
        var left = context.Get(_limit) is > 0 and var limit ? limit : int.MaxValue;
        var (since, epoch) = (context.Get(_since), context.Get(_epoch));
        var changes = new List<JsonElement>();
        while (left > 0)
        {
            var page = await api.CallAsync("map_read_stream", writer => WriteRequest(writer, context, (left, newestFirst), since, epoch), context.Cancellation);
            JsonElement[] entries = [.. MapEntryText.EntriesOf(page)];
            changes.AddRange(entries);
            left -= entries.Length;
            if (entries.Length == 0 || entries[^1].Number("offset") == (newestFirst ? 1 : page.Number("offset")))
            {
                break;
            }

            (since, epoch) = ((ulong)entries[^1].Number("offset"), page.Text("epoch"));
        }

        return changes;
    }

    private void WriteRequest(Utf8JsonWriter writer, CommandContext context, (int Limit, bool NewestFirst) page, ulong? since, string? epoch)
    {
        writer.WriteString("channel", context.Get(_channel));
        writer.WriteNumber("limit", page.Limit);
        writer.WriteBoolean("reverse", page.NewestFirst);
        if (since is { } offset)
        {
            writer.WriteNumber("since_offset", offset);
            writer.WriteIfGiven("since_epoch", epoch);
        }
    }

    private static string WhatOf(JsonElement change) => change.TryGetProperty("removed", out _) ? "removed" : "set";
}
