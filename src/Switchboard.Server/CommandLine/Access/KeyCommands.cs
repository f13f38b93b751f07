using System.CommandLine;
using Switchboard.Catalog;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Access;

/// <summary><c>switchboard key</c>: service keys that are made at run time.</summary>
internal static class KeyCommands
{
    private static readonly string[] _scope = ["--operation", "--all-operations", "--channel", "--all-channels", "--expire-at", "--disabled"];

    private static readonly Column[] _columns =
    [
        "name",
        AllOr("operations"),
        AllOr("channels"),
        Column.Seconds("made", "created_at"),
        Column.Seconds("ends", "expire_at"),
        Column.Seconds("secret before ends", "former_until"),
        Column.Seconds("last used", "last_used_at"),
        Column.Flag("disabled"),
    ];

    /// <summary>Makes the command.</summary>
    public static Command Create() => new("key", "Makes and changes service keys of the HTTP API.")
    {
        new ApiCommand("create", "Makes a key, and shows its secret this once.", lines: "name and key", [Name(), Operations(". Without one, all"), Channels(". Without one, all"), End("Without it, or with 0, never.")])
        {
            MethodOf = static _ => "key_create",
            Print = static (context, result) => Answer.Secret(context, result, result.Text("key"), $"This is the secret of the key {result.Text("name")}. It is shown this once: keep it where only its service reads it."),
        },
        new PagedCommand(
            "list", "Lists the keys that were made at run time.", lines: "the keys as docs/http-api.md describes them", [],
            new PageLimit(100, "The most keys to list; 0 lists all.", "There are more keys; --limit 0 lists all.") { MaxPage = 1000 })
        {
            MethodOf = static _ => "key_list",
            Entries = static page => page.Items("keys"),
            Columns = _columns,
        },
        new ApiCommand("get", "Shows a key.", lines: "the key as docs/http-api.md describes it", [Name()])
        {
            MethodOf = static _ => "key_get",
            Print = Answer.About(_columns),
        },
        new ApiCommand(
            "change", "Changes what a key allows. What is not given stays.", lines: "the key as docs/http-api.md describes it",
            [Name(), Operations(" from now on"), All("--all-operations", "operations"), Channels(" from now on"), All("--all-channels", "channels"), End("0 is never."), Disabled()])
        {
            MethodOf = static _ => "key_change",
            Check = CommandChecks.SomeOf(_scope) + CommandChecks.NotBoth("--operation", "--all-operations") + CommandChecks.NotBoth("--channel", "--all-channels"),
            Print = Answer.About(_columns),
        },
        new ApiCommand(
            "rotate", "Gives a key another secret, and shows it this once.", lines: "name and key",
            [Name(), Field.Number("--overlap-ms", "MS", "For how many milliseconds the earlier secret still works. Without it, an hour.", min: 0)])
        {
            MethodOf = static _ => "key_rotate",
            Print = static (context, result) => Answer.Secret(
                context, result, result.Text("key"), $"This is the new secret of the key {result.Text("name")}. It is shown this once. `switchboard key get {result.Text("name")}` shows how long the earlier one still works."),
        },
        new ApiCommand("delete", "Removes a key.", lines: "nothing", [Name()]) { MethodOf = static _ => "key_delete", Print = Answer.Say("Deleted.") },
    };

    // A key without a list is limited to nothing.
    private static Column AllOr(string property) => new(property, key => key.Texts(property) is { Length: > 0 } texts ? texts : "all");

    private static Field Name() => Field.Argument("name", "The key's name.");

    private static Field Operations(string more)
        => Field.Texts("--operation", "operations", "OPERATION", $"An operation that it allows{more}. Can be repeated.", words: [.. OperationTable.OfServices]);

    private static Field Channels(string more) => Field.Texts("--channel", "channels", "PATTERN", $"Channels, such as news:*, that it is limited to{more}. Can be repeated.");

    private static Field End(string otherwise) => Field.Time("--expire-at", "When it ends", otherwise);

    private static Field All(string option, string property) => Field.Of(
        new Option<bool>(option) { Description = $"Allows all {property} from now on.", Arity = ArgumentArity.Zero },
        (writer, _) => Field.WriteTexts(writer, property, []));

    private static Field Disabled() => Field.Of(
        new Option<bool>("--disabled") { Description = "Whether it is switched off: true or false." },
        static (writer, isDisabled) => writer.WriteBoolean("disabled", isDisabled));
}
