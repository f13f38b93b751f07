using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Access;

/// <summary>The commands that say who may do what: tickets, grants, blocks, revoked tokens and service keys.</summary>
internal static class AccessCommands
{
    private static readonly string[] _operations = ["subscribe", "publish", "history", "presence", "call", "serve", "send"];

    /// <summary>Makes the commands, in the order of the help.</summary>
    public static IEnumerable<Command> Create() =>
    [
        CreateTicket(),
        new ApiCommand("grant", "Gives a user or a role operations in channels.", lines: "nothing", [.. Grant(), Until("--until", "Until when, in Unix seconds. Without it, for ever.")])
        {
            Print = Say("Granted."),
        },
        new ApiCommand("revoke", "Takes back what was granted under the same channels or patterns.", lines: "revoked, how many grants changed", [.. Grant()])
        {
            Print = static (context, result) => Answer.Sentence(context, result, $"Revoked {result.Text("revoked")}."),
        },
        new PagedCommand(
            "grants", "Lists what was granted.", lines: "the grants as docs/http-api.md describes them",
            [Field.UserOption("Those of this user only."), Field.Text("--role", "ROLE", "Those of this role only.")],
            new PageLimit(100, "The most grants to list; 0 lists all.", "There are more grants; --limit 0 lists all.") { MaxPage = 1000 })
        {
            Entries = static page => page.Items("grants"),
            Columns = ["user", "role", new("operations", static grant => grant.Texts("operations")), "channels", Column.Seconds("until", "until")],
        },
        new ApiCommand(
            "block", "Shuts a user out, and closes the user's connections.", lines: "nothing",
            [Field.User("The user."), Field.Text("--reason", "TEXT", "Why, for people."), Until("--until", "Until when, in Unix seconds. Without it, for ever.")])
        {
            Print = Say("Blocked."),
        },
        new ApiCommand("unblock", "Lets a user in again.", lines: "nothing", [Field.User("The user.")]) { Print = Say("Unblocked.") },
        new PagedCommand(
            "blocks", "Lists the users that are shut out.", lines: "the blocks as docs/http-api.md describes them", [Field.UserOption("This user only.")],
            new PageLimit(100, "The most users to list; 0 lists all.", "There are more users; --limit 0 lists all.") { MaxPage = 1000 })
        {
            Entries = static page => page.Items("blocks"),
            Columns = ["user", "reason", Column.Seconds("until", "until")],
        },
        new ApiCommand(
            "revoke-tokens", "Makes a token or ticket, or all of a user's, good no more, and closes the connections that came by them.", lines: "nothing",
            [
                Field.UserOption("The user, all of whose tokens and tickets are meant."),
                Field.Text("--id", "ID", "The id of one token (its claim jti), or of a ticket."),
                Until("--until", "Until when this is remembered, in Unix seconds. Without it, what security.revocationDays says."),
            ])
        {
            MethodOf = static _ => "revoke_tokens",
            Print = Say("Revoked."),
        },
        CreateKey(),
    ];

    private static ApiCommand CreateTicket() => new(
        "ticket",
        "Makes a one-time connection ticket for a user.",
        lines: "ticket, id and expires_at",
        [
            Field.User("The user that the client is let in as."),
            Field.Json("--info", "JSON", "What others are shown of the connection."),
            Field.Json("--meta", "JSON", "What the server and its hooks see."),
            Field.Texts("--channel", "channels", "CHANNEL", "A channel that the client is subscribed to by the server. Can be repeated."),
            Field.Number("--ttl-ms", "MS", "For how many milliseconds it can be used, 1000 to 3600000."),
            Field.Text("--address", "ADDRESS", "The remote address or network that it must be used from."),
            Field.Text("--origin", "ORIGIN", "The origin of the page that must use it."),
        ])
    {
        Print = static (context, result) => Answer.Sentence(context, result, result.Text("ticket")),
    };

    private static Command CreateKey()
    {
        Field[] scope =
        [
            Field.Texts("--operation", "operations", "OPERATION", "An operation that it allows; without one, all. Can be repeated."),
            Field.Texts("--channel", "channels", "PATTERN", "Channels that it is limited to, such as news:*. Can be repeated."),
            Until("--expire-at", "When it ends, in Unix seconds; 0 for never."),
        ];
        var name = Field.Argument("name", "The key's name.");
        return new Command("key", "Makes and changes service keys of the HTTP API.")
        {
            new ApiCommand("create", "Makes a key, and shows its secret this once.", lines: "name and key", [name, .. scope]) { MethodOf = static _ => "key_create", Print = PrintSecret },
            new PagedCommand(
                "list", "Lists the keys that were made at run time.", lines: "the keys as docs/http-api.md describes them", [],
                new PageLimit(100, "The most keys to list; 0 lists all.", "There are more keys; --limit 0 lists all.") { MaxPage = 1000 })
            {
                MethodOf = static _ => "key_list",
                Entries = static page => page.Items("keys"),
                Columns =
                [
                    "name",
                    new("operations", static key => key.Texts("operations")),
                    new("channels", static key => key.Texts("channels")),
                    Column.Seconds("made", "created_at"),
                    Column.Seconds("ends", "expire_at"),
                    Column.Seconds("last used", "last_used_at"),
                    new("disabled", static key => key.GetProperty("disabled").GetBoolean() ? "yes" : ""),
                ],
            },
            new ApiCommand("get", "Tells of a key.", lines: "the key as docs/http-api.md describes it", [Field.Argument("name", "The key's name.")]) { MethodOf = static _ => "key_get" },
            new ApiCommand(
                "change", "Changes what a key allows.", lines: "the key as docs/http-api.md describes it",
                [
                    Field.Argument("name", "The key's name."),
                    Field.Texts("--operation", "operations", "OPERATION", "An operation that it allows. Can be repeated."),
                    Field.Texts("--channel", "channels", "PATTERN", "Channels that it is limited to. Can be repeated."),
                    Until("--expire-at", "When it ends, in Unix seconds; 0 for never."),
                    Field.Of(new Option<bool>("--disabled") { Description = "Whether it does nothing any more: true or false." }, static (writer, isDisabled) => writer.WriteBoolean("disabled", isDisabled)),
                ])
            {
                MethodOf = static _ => "key_change",
            },
            new ApiCommand(
                "rotate", "Gives a key another secret, and shows it this once.", lines: "name and key",
                [Field.Argument("name", "The key's name."), Field.Number("--overlap-ms", "MS", "For how many milliseconds the secret before stays good. Without it, an hour.")])
            {
                MethodOf = static _ => "key_rotate",
                Print = PrintSecret,
            },
            new ApiCommand("delete", "Removes a key.", lines: "nothing", [Field.Argument("name", "The key's name.")]) { MethodOf = static _ => "key_delete", Print = Say("Deleted.") },
        };
    }

    private static Field[] Grant() =>
    [
        Field.UserOption("The user. This or --role is needed."),
        Field.Text("--role", "ROLE", "The role. This or --user is needed."),
        Operation(),
        Field.Texts("--channel", "channels", "PATTERN", "A channel, or a pattern, in which a star stands for any text. Needed; can be repeated."),
    ];

    private static Field Operation()
    {
        var option = new Option<string[]>("--operation") { Description = $"An operation: {string.Join(", ", _operations)}. Needed; can be repeated.", HelpName = "OPERATION" };
        option.AcceptOnlyFromAmong(_operations);
        return Field.Of(option, static (writer, names) => Field.WriteTexts(writer, "operations", names));
    }

    private static Field Until(string option, string description)
    {
        var time = new Option<long>(option) { Description = description, HelpName = "SECONDS" };
        return Field.Of(time, (writer, seconds) => writer.WriteNumber(Field.PropertyOf(option), seconds));
    }

    private static int PrintSecret(CommandContext context, JsonElement result) => Answer.Sentence(context, result, result.Text("key"));

    private static Func<CommandContext, JsonElement, int> Say(string sentence) => (context, result) => Answer.Sentence(context, result, sentence);
}
