using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine;

/// <summary><c>switchboard account</c>: accounts of people. Each is an entry that calls a method of the HTTP API.</summary>
internal static class AccountCommands
{
    private static readonly Column[] _columns =
    [
        "user",
        "name",
        Column.Texts("roles"),
        Column.Flag("disabled"),
        Column.Time("created", "created_at"),
        Column.Time("signed in", "signed_in_at"),
    ];

    /// <summary>Makes the command.</summary>
    public static Command Create() => new("account", "Accounts of people. Passwords are set at one-time links, and never typed here.")
    {
        new ApiCommand("create", "Makes an account, and prints a one-time link at which the person sets a password.", "account and link", [User(), Name(), Roles()])
        {
            MethodOf = static _ => "account_create",
            Print = static (context, result) => context.Output.IsJson
                ? Answer.PrintList(context, [result], [])
                : PrintLink(context, result.GetProperty("link"), until => $"Made the account {result.GetProperty("account").Text("user")}. The person sets a password at this link, which works once, until {until}."),
        },
        new PagedCommand("list", "Lists accounts.", "the accounts as docs/http-api.md describes them", [], new PageLimit(100, "The most accounts to list; 0 lists all.", "There are more accounts; --limit 0 lists all.") { MaxPage = 1000 })
        {
            MethodOf = static _ => "account_list",
            Entries = static page => page.Items("accounts"),
            Columns = _columns,
        },
        new ApiCommand("get", "Tells of an account.", "the account", [User()])
        {
            MethodOf = static _ => "account_get",
            Print = Answer.About(_columns),
        },
        new ApiCommand("change", "Changes the name or the roles of an account.", "the account", [User(), Name(), Roles(), NoRoles()])
        {
            MethodOf = static _ => "account_change",
            Check = CommandChecks.SomeOf("--name", "--role", "--no-roles") + CommandChecks.NotBoth("--role", "--no-roles"),
            Print = Answer.About(_columns),
        },
        About("disable", "Shuts an account out at once: its sessions, links and connections end.", static user => $"Disabled {user}: the account's sessions, links and connections have ended, and it cannot sign in."),
        About("enable", "Lets a disabled account sign in again.", static user => $"Enabled {user}: the account can sign in again."),
        About("delete", "Removes an account, with its sessions and connections.", static user => $"Deleted {user}, with the account's sessions, links and connections."),
        new ApiCommand("reset", "Prints a one-time link at which the person sets a new password. The present one holds until then.", "url, code and expires_at", [User()])
        {
            MethodOf = static _ => "account_reset",
            Print = static (context, result) => PrintLink(context, result, static until => $"The person sets a new password at this link, which works once, until {until}. Nothing has changed yet: the present password holds until then. Earlier links do not work any more."),
        },
        new PagedCommand("sessions", "Lists the sessions of an account.", "the sessions as docs/http-api.md describes them", [User()], new PageLimit(100, "The most sessions to list; 0 lists all.", "There are more sessions; --limit 0 lists all.") { MaxPage = 1000 })
        {
            MethodOf = static _ => "session_list",
            Entries = static page => page.Items("sessions"),
            Columns = ["session", "kind", Column.Time("began", "created_at"), Column.Time("used", "used_at"), Column.Time("ends", "expires_at"), "address", "client"],
        },
        new ApiCommand("end-session", "Ends a session of an account or, without one, all of them.", "ended", [User(), Field.OptionalArgument("session", "The id of the session.")])
        {
            MethodOf = static _ => "session_end",
            Print = PrintEnded,
        },
    };

    private static ApiCommand About(string name, string summary, Func<string, string> sentence) => new(name, summary, "the account", [User()])
    {
        MethodOf = _ => $"account_{name}",
        Print = (context, account) => Answer.Sentence(context, account, sentence(account.Text("user"))),
    };

    /// <summary>Prints a link whole on a line of its own, so that it can be copied, and says beside the output what it is.</summary>
    private static int PrintLink(CommandContext context, JsonElement link, Func<string, string> sentence)
    {
        var url = link.Text("url");
        var isWhole = !url.StartsWith('/');
        return Answer.Secret(
            context,
            link,
            isWhole ? url : $"{context.Server}{url[1..]}",
            $"{sentence(Times.OfMilliseconds(link.Number("expires_at")))}{(isWhole ? "" : " It begins with the address that this command used: accounts.publicUrl names the one that people reach.")}");
    }

    private static int PrintEnded(CommandContext context, JsonElement result)
    {
        var ended = result.Number("ended");
        if (ended > 0 || context.Result.GetValue<string>("session") is null)
        {
            return Answer.Sentence(context, result, $"Ended {ended} {(ended == 1 ? "session" : "sessions")}.");
        }

        if (context.Output.IsJson)
        {
            context.Output.WriteJson(result);
        }

        context.Warn("There is no such session.");
        return ExitCodes.Refused;
    }

    private static Field User() => Field.Argument("user", "The user id.");

    private static Field Name() => Field.Text("--name", "NAME", "How people know the person.");

    private static Field Roles() => Field.Texts("--role", "roles", "ROLE", "A role, such as admin. Can be repeated; they are all the roles that the account has then.");

    private static Field NoRoles() => Field.Of(
        new Option<bool>("--no-roles") { Description = "Takes all roles away.", Arity = ArgumentArity.Zero },
        static (writer, _) => Field.WriteTexts(writer, "roles", []));
}
