using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.History;

namespace Switchboard.Server.CommandLine.Maps;

/// <summary><c>switchboard map</c>: the entries of map channels.</summary>
internal static class MapCommands
{
    // The most that a namespace can allow (mapMaxPageSize): the server gives as many as this one does.
    private const int MaxPage = 10_000;

    /// <summary>Makes the command.</summary>
    public static Command Create() => new("map", "Reads and changes the entries of map channels.")
    {
        MapChangeCommands.CreatePublish(),
        MapChangeCommands.CreateRemove(),
        new ApiCommand("get", "Prints an entry.", lines: "the entry as docs/http-api.md describes it, with epoch", [Channel(), Key()])
        {
            MethodOf = static _ => "map_read_state",
            Print = PrintEntry,
        },
        new PagedCommand(
            "list",
            "Lists the entries of a channel, in its order.",
            lines: "the entries as docs/http-api.md describes them, with epoch",
            [Channel(), Field.Of(new Option<bool>("--ascending") { Description = "The lowest score first, where the namespace says mapOrdered." }, static (writer, isSet) => writer.WriteBoolean("asc", isSet))],
            new PageLimit(0, "The most entries to list; 0 lists all.", "There are more entries; --limit 0 lists all.") { MaxPage = MaxPage })
        {
            MethodOf = static _ => "map_read_state",
            Entries = MapEntryText.EntriesOf,
            Columns = ["key", "score", new("position", MapEntryText.PositionOf), Column.Time("time", "time"), new("data", PublicationText.DataOf)],
            ProgressOf = static count => $"{count} entries …",
        },
        new MapChangesCommand(),
        new ApiCommand("stats", "Counts the entries of a channel.", lines: "num_keys", [Channel()])
        {
            MethodOf = static _ => "map_stats",
            Print = static (context, result) => Answer.PrintList(context, [result], [new("entries", "num_keys")]),
        },
        new ApiCommand("clear", "Removes all entries of a channel, and forgets its changes.", lines: "an empty object", [Channel()])
        {
            MethodOf = static _ => "map_clear",
            Print = Answer.Say("Cleared."),
        },
        new MapFollowCommand(),
    };

    private static Field Channel() => Field.Argument("channel", "The channel.");

    private static Field Key() => Field.Argument("key", "The key of the entry.");

    private static int PrintEntry(CommandContext context, JsonElement result)
    {
        if (MapEntryText.EntriesOf(result).FirstOrDefault() is not { ValueKind: JsonValueKind.Object } entry)
        {
            context.Warn($"There is no entry {context.Result.GetValue<string>("key")}.");
            return ExitCodes.Refused;
        }

        MapEntryText.Print(context, entry);
        return ExitCodes.Success;
    }
}
