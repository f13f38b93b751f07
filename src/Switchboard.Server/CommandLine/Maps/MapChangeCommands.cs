using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Publishing;

namespace Switchboard.Server.CommandLine.Maps;

/// <summary><c>switchboard map publish</c> and <c>switchboard map remove</c>: set and remove an entry, where its conditions hold.</summary>
internal static class MapChangeCommands
{
    /// <summary>Makes the command that sets an entry.</summary>
    public static Command CreatePublish()
    {
        var publish = new MapChangeCommand(
            "publish",
            "map_publish",
            "Sets an entry, such as: switchboard map publish board:1 task-7 '{\"title\":\"Ship it\"}'",
            [
                Field.Of(new Option<bool>("--if-new") { Description = "Only where there is no such entry." }, static (writer, isSet) => WriteKeyMode(writer, isSet, "if_new")),
                Field.Of(new Option<bool>("--if-exists") { Description = "Only where there is such an entry." }, static (writer, isSet) => WriteKeyMode(writer, isSet, "if_exists")),
                Expect(),
                Field.Of(new Option<ulong>("--version") { Description = "The version of the entry: what is not newer is dropped.", HelpName = "N" }, static (writer, version) => writer.WriteNumber("version", version)),
                Field.Text("--version-epoch", "TEXT", "What versions are compared within: another one starts the comparison anew."),
                Field.Of(new Option<long>("--score") { Description = "What the entry is ordered by, where the namespace says mapOrdered.", HelpName = "N" }, static (writer, score) => writer.WriteNumber("score", score)),
                .. Labels(),
            ],
            new DataArguments(isNeeded: true));
        publish.Require(result => (CommandChecks.NotBoth("--if-new", "--if-exists") + CommandChecks.NotBoth("--if-new", "--expect") + NeedsVersion)(result));
        return publish;
    }

    /// <summary>Makes the command that removes an entry.</summary>
    public static Command CreateRemove()
        => new MapChangeCommand("remove", "map_remove", "Removes an entry.", [Expect(), .. Labels()]);

    private static void NeedsVersion(CommandResult result)
    {
        if (result.IsGiven("--version-epoch") && !result.IsGiven("--version"))
        {
            result.AddError("--version-epoch needs --version, which is compared within it.");
        }
    }

    private static Field[] Labels() =>
    [
        PublicationFields.CreateTagField(),
        Field.Of(PublicationFields.CreateIdempotencyKey(""), static (writer, key) => writer.WriteString("idempotency_key", key)),
    ];

    private static void WriteKeyMode(Utf8JsonWriter writer, bool isSet, string mode)
    {
        if (isSet)
        {
            writer.WriteString("key_mode", mode);
        }
    }

    private static Field Expect()
    {
        var expect = new Option<string>("--expect")
        {
            Description = "Only where the entry is at this position, as get prints it; 0 where there must be none. Else the entry is printed as it is.",
            HelpName = "OFFSET@EPOCH",
        };
        expect.Require(static text => text is null || TryRead(text, out _, out _), "--expect takes OFFSET@EPOCH, as map get prints it, or 0.");
        return Field.Of(expect, static (writer, text) =>
        {
            if (TryRead(text, out var offset, out var epoch))
            {
                writer.WriteNumber("expected_offset", offset);
                writer.WriteString("expected_epoch", epoch);
            }
        });
    }

    private static bool TryRead(string text, out ulong offset, out string epoch)
    {
        var parts = text.Split('@', 2);
        epoch = parts.Length == 2 ? parts[1] : "";
        return ulong.TryParse(parts[0], out offset) && (offset == 0) == (epoch.Length == 0);
    }
}
