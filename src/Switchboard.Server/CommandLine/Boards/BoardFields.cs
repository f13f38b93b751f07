using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Publishing;

namespace Switchboard.Server.CommandLine.Boards;

/// <summary>The arguments and options of commands about boards.</summary>
internal static class BoardFields
{
    public static Field Channel() => Field.Argument("channel", "The board's channel.");

    public static Field Line() => Field.Argument("line", "The key of the line.");

    public static Field NoteArgument() => Field.Argument("note", "The note.");

    public static Field For() => Field.Text("--for", "NAME", "Whom it is for: a user, or with boardHolder: named a person.");

    public static Field Note() => Field.Text("--note", "TEXT", "The note from now on; \"\" for none.");

    public static Field Force() => Field.Flag("--force", "Also lines that are held.");

    public static Field Title() => Field.Text("--title", "TEXT", "The title; \"\" for none.");

    public static Field Persons() => Field.Texts("--person", "persons", "NAME", "Whom lines may be taken for, where the namespace says boardHolder: named. Repeated, all of them; without it they stay as they are.");

    /// <summary>What a change of a line depends on.</summary>
    public static Field[] Conditions()
    {
        var expect = new Option<string>("--expect") { Description = "Only where the line is at this position, as it was printed.", HelpName = "OFFSET@EPOCH" };
        expect.Require(static text => text is null || TryRead(text, out _, out _), "--expect takes OFFSET@EPOCH, as the line was printed.");
        return
        [
            Field.Of(expect, static (writer, text) =>
            {
                if (TryRead(text, out var offset, out var epoch))
                {
                    writer.WriteNumber("expected_offset", offset);
                    writer.WriteString("expected_epoch", epoch);
                }
            }),
            Field.Of(PublicationFields.CreateIdempotencyKey(""), static (writer, key) => writer.WriteString("idempotency_key", key)),
        ];
    }

    /// <summary>What changes in a board.</summary>
    public static Field[] OfChange() =>
    [
        Channel(),
        Title(),
        Persons(),
        Lines("--add", "MAIN;SUB", "A line to add: main;sub, or main;sub;key. Repeated, all are added."),
        Lines("--rename", "MAIN;SUB;KEY", "A line that is to have other names, by its key: main;sub;key."),
        Field.Texts("--remove", "remove", "KEY", "The key of a line to remove."),
        Force(),
    ];

    /// <summary>Which changes are meant.</summary>
    public static Field[] OfHistory() =>
    [
        Channel(),
        Field.Text("--line", "KEY", "Of this line only."),
        Field.Text("--user", "NAME", "Of this user or person only: who holds or held the line, or did it."),
        Op(),
        Time("--from", "Only changes from this time on"),
        Time("--until", "Only changes before this time"),
        Field.Flag("--oldest-first", "The oldest at the beginning."),
    ];

    private static Field Op()
    {
        var op = new Option<string>("--op") { Description = $"Of this kind only: {string.Join(", ", BoardActions.All)}.", HelpName = "OP" };
        op.AcceptOnlyFromAmong([.. BoardActions.All]);
        return Field.Of(op, static (writer, name) => writer.WriteString("op", name));
    }

    private static Field Time(string option, string what)
        => Field.Of(TimeArguments.Create(option, what), (writer, time) => writer.WriteNumber(Field.PropertyOf(option), time!.Value.ToUnixTimeMilliseconds()));

    private static Field Lines(string option, string form, string description)
    {
        var lines = new Option<string[]>(option) { Description = description, HelpName = form };
        return Field.Of(lines, (writer, given) =>
        {
            writer.WriteStartArray(Field.PropertyOf(option));
            foreach (var line in given)
            {
                WriteLine(writer, line.Split(';', 3));
            }

            writer.WriteEndArray();
        });
    }

    private static void WriteLine(Utf8JsonWriter writer, string[] names)
    {
        writer.WriteStartObject();
        writer.WriteString("main", names[0]);
        writer.WriteIfGiven("sub", names.ElementAtOrDefault(1));
        writer.WriteIfGiven("line", names.ElementAtOrDefault(2));
        writer.WriteEndObject();
    }

    private static bool TryRead(string text, out ulong offset, out string epoch)
    {
        var parts = text.Split('@', 2);
        epoch = parts.Length == 2 ? parts[1] : "";
        return ulong.TryParse(parts[0], out offset) && epoch.Length > 0;
    }
}
