using System.CommandLine;
using Switchboard.Security;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Access;

/// <summary>The commands that say who may do what: tickets, grants, blocks, revoked tokens and service keys.</summary>
internal static class AccessCommands
{
    private const int MinTicketMilliseconds = 1000;
    private const int MaxTicketMilliseconds = 3_600_000;

    /// <summary>Makes the commands, in the order of the help.</summary>
    public static IEnumerable<Command> Create() =>
    [
        CreateTicket(),
        new ApiCommand("grant", "Gives a user or a role operations in channels.", lines: "nothing", [.. Grant(), Field.Time("--until", "Until when", "Without it, or with 0, for ever.")])
        {
            Check = CommandChecks.OneOf("--user", "--role"),
            Print = Answer.Say("Granted."),
        },
        new ApiCommand("revoke", "Takes back what was granted under the same channels or patterns.", lines: "revoked, how many grants changed", [.. Grant()])
        {
            Check = CommandChecks.OneOf("--user", "--role"),
            Print = static (context, result) => Answer.Sentence(context, result, result.Number("revoked") is var count and > 0 ? $"Took operations back from {count} {(count == 1 ? "grant" : "grants")}." : "There was no such grant."),
        },
        new PagedCommand(
            "grants", "Lists what was granted.", lines: "the grants as docs/http-api.md describes them",
            [Field.UserOption("Those of this user only."), Field.Text("--role", "ROLE", "Those of this role only.")],
            new PageLimit(100, "The most grants to list; 0 lists all.", "There are more grants; --limit 0 lists all.") { MaxPage = 1000 })
        {
            Entries = static page => page.Items("grants"),
            Columns = ["user", "role", Column.Texts("operations"), "channels", Column.Seconds("until", "until")],
        },
        new ApiCommand(
            "block", "Shuts a user out, and closes the user's connections.", lines: "nothing",
            [Field.User("The user."), Field.Text("--reason", "TEXT", "Why, for people."), Field.Time("--until", "Until when", "Without it, or with 0, for ever.")])
        {
            Print = Answer.Say("Blocked."),
        },
        new ApiCommand("unblock", "Lets a user in again.", lines: "nothing", [Field.User("The user.")]) { Print = Answer.Say("Unblocked.") },
        new PagedCommand(
            "tickets", "Lists the tickets that can still be used, without their secrets.", lines: "the tickets as docs/http-api.md describes them", [],
            new PageLimit(100, "The most tickets to list; 0 lists all.", "There are more tickets; --limit 0 lists all.") { MaxPage = 1000 })
        {
            Entries = static page => page.Items("tickets"),
            Columns = ["id", "user", Column.Time("until", "expires_at"), "channels", "address", "origin"],
        },
        new PagedCommand(
            "blocks", "Lists the users that are shut out.", lines: "the blocks as docs/http-api.md describes them", [Field.UserOption("This user only.")],
            new PageLimit(100, "The most users to list; 0 lists all.", "There are more users; --limit 0 lists all.") { MaxPage = 1000 })
        {
            Entries = static page => page.Items("blocks"),
            Columns = ["user", "reason", Column.Seconds("until", "until")],
        },
        new ApiCommand(
            "revoke-tokens", "Makes a token or ticket, or all of a user's, invalid, and closes the connections that were made with them.", lines: "nothing",
            [
                Field.UserOption("The user, all of whose tokens and tickets are meant. This or --id is needed."),
                Field.Text("--id", "ID", "The id of one token (its claim jti), or of a ticket. This or --user is needed."),
                Field.Time("--until", "Until when this is remembered", "Without it, or with 0, for as long as security.revocationDays says."),
            ])
        {
            MethodOf = static _ => "revoke_tokens",
            Check = CommandChecks.OneOf("--user", "--id"),
            Print = Answer.Say("Revoked."),
        },
        KeyCommands.Create(),
    ];

    private static ApiCommand CreateTicket() => new(
        "ticket",
        "Makes a one-time connection ticket for a user.",
        lines: "ticket, id and expires_at",
        [
            Field.User("The user that the client is let in as."),
            Field.Json("--info", "JSON", "What others are shown of the connection."),
            Field.Json("--meta", "JSON", "What the server and its hooks see."),
            Field.JsonTexts("--claims", "JSON", "Claims for hooks: an object of texts."),
            Field.Texts("--channel", "channels", "CHANNEL", "A channel that the client is subscribed to by the server. Can be repeated."),
            Field.Number("--ttl-ms", "MS", $"For how many milliseconds it can be used, {MinTicketMilliseconds} to {MaxTicketMilliseconds}. Without it, what tickets.ttlSeconds says.", MinTicketMilliseconds, MaxTicketMilliseconds),
            Field.Text("--address", "ADDRESS", "The remote address or network that it must be used from."),
            Field.Text("--origin", "ORIGIN", "The origin of the page that must use it."),
        ])
    {
        Print = static (context, result) => Answer.Secret(
            context, result, result.Text("ticket"), $"It is good once, until {Times.OfMilliseconds(result.Number("expires_at"))}. Its id is {result.Text("id")}, by which `switchboard revoke-tokens --id` takes it back."),
    };

    private static Field[] Grant() =>
    [
        Field.UserOption("The user. This or --role is needed."),
        Field.Text("--role", "ROLE", "The role. This or --user is needed."),
        Operation(),
        Field.Texts("--channel", "channels", "PATTERN", "A channel, or a pattern, in which a star stands for any text. Can be repeated.", isNeeded: true),
    ];

    private static Field Operation()
    {
        var option = new Option<string[]>("--operation") { Description = $"An operation: {string.Join(", ", OperationNames.All)}. Can be repeated.", HelpName = "OPERATION", Required = true };
        option.AcceptOnlyFromAmong(OperationNames.All);
        return Field.Of(option, static (writer, names) => Field.WriteTexts(writer, "operations", names));
    }
}
