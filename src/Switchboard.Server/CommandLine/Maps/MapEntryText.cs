using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.History;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Maps;

/// <summary>Entries of map channels, for people and as lines of JSON.</summary>
internal static class MapEntryText
{
    private static readonly Column[] _columns =
    [
        "key", "score", new("position", PositionOf), Column.Time("time", "time"), new("set by", static entry => entry.TryGetProperty("info", out var info) ? info.Text("user") : ""), "tags", new("data", PublicationText.DataOf),
    ];

    /// <summary>The entries of an answer, each with the epoch.</summary>
    public static IEnumerable<JsonElement> EntriesOf(JsonElement result) => result.Items("entries").Select(entry => JsonText.Element(writer =>
    {
        writer.CopyProperties(entry);
        writer.WriteString("epoch", result.Text("epoch"));
    }));

    /// <summary>The position of an entry, in the form that <c>--expect</c> takes.</summary>
    public static string PositionOf(JsonElement entry) => $"{entry.Text("offset")}@{entry.Text("epoch")}";

    /// <summary>Prints an entry with all that there is to say of it.</summary>
    public static void Print(CommandContext context, JsonElement entry) => Answer.About(_columns)(context, entry);
}
