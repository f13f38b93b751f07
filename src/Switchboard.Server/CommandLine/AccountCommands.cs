using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine;

/// <summary><c>switchboard account</c>: accounts of people. Each is an entry that calls a method of the HTTP API.</summary>
internal static class AccountCommands
{
    private static readonly Column[] _columns =
    [
        "user",
        "name",
        new("roles", static account => account.Texts("roles")),
        new("disabled", static account => account.GetProperty("disabled").GetBoolean() ? "yes" : ""),
        Column.Time("created", "created_at"),
        Column.Time("signed in", "signed_in_at"),
    ];

    private static readonly Column[] _linkColumns = ["url", Column.Time("until", "expires_at")];

    /// <summary>Makes the command.</summary>
    public static Command Create() => new("account", "Accounts of people. Passwords are set at one-time links, and never typed here.")
    {
        new ApiCommand("create", "Makes an account, and prints a one-time link at which the person sets a password.", "account and link", [User(), Name(), Roles()])
        {
            MethodOf = static _ => "account_create",
            Print = static (context, result) => context.Output.IsJson
                ? Answer.PrintList(context, [result], [])
                : Answer.PrintList(context, [result.GetProperty("link")], _linkColumns),
        },
        new PagedCommand("list", "Lists accounts.", "the accounts as docs/http-api.md describes them", [], new PageLimit(100, "The most accounts to list; 0 lists all.", "There are more accounts; --limit 0 lists all.") { MaxPage = 1000 })
        {
            MethodOf = static _ => "account_list",
            Entries = static page => page.Items("accounts"),
            Columns = _columns,
        },
        About("get", "Tells of an account."),
        new ApiCommand("change", "Changes the name or the roles of an account.", "the account", [User(), Name(), Roles(), Field.Of(CreateNoRoles(), static (writer, _) => WriteRoles(writer, []))])
        {
            MethodOf = static _ => "account_change",
            Print = PrintAccount,
        },
        About("disable", "Shuts an account out at once: its sessions and connections end."),
        About("enable", "Lets a disabled account sign in again."),
        About("delete", "Removes an account, with its sessions and connections."),
        new ApiCommand("reset", "Prints a one-time link to set a new password at.", "url, code and expires_at", [User()])
        {
            MethodOf = static _ => "account_reset",
            Print = static (context, result) => Answer.PrintList(context, [result], _linkColumns),
        },
        new PagedCommand("sessions", "Lists the sessions of an account.", "the sessions as docs/http-api.md describes them", [User()], new PageLimit(100, "The most sessions to list; 0 lists all.", "There are more sessions; --limit 0 lists all.") { MaxPage = 1000 })
        {
            MethodOf = static _ => "session_list",
            Entries = static page => page.Items("sessions"),
            Columns = ["session", "kind", Column.Time("began", "created_at"), Column.Time("used", "used_at"), "address", "client"],
        },
        new ApiCommand("end-session", "Ends a session of an account or, without one, all of them.", "ended", [User(), Field.OptionalArgument("session", "The id of the session.")])
        {
            MethodOf = static _ => "session_end",
        },
    };

    private static ApiCommand About(string name, string summary) => new(name, summary, "the account", [User()])
    {
        MethodOf = _ => $"account_{name}",
        Print = PrintAccount,
    };

    private static int PrintAccount(CommandContext context, JsonElement account) => Answer.PrintList(context, [account], _columns);

    private static Field User() => Field.Argument("user", "The user id.");

    private static Field Name() => Field.Text("--name", "NAME", "How people know the person.");

    private static Field Roles()
    {
        var roles = new Option<string[]>("--role") { Description = "A role, such as admin. Can be repeated; they are all the roles that the account has then.", HelpName = "ROLE" };
        return Field.Of(roles, static (writer, texts) => WriteRoles(writer, texts));
    }

    private static Option<bool> CreateNoRoles() => new("--no-roles") { Description = "Takes all roles away." };

    private static void WriteRoles(Utf8JsonWriter writer, string[] roles)
    {
        writer.WriteStartArray("roles");
        foreach (var role in roles)
        {
            writer.WriteStringValue(role);
        }

        writer.WriteEndArray();
    }
}
