using System.CommandLine;
using System.Text.Json;
using Switchboard.Security;
using Switchboard.Server.CommandLine.Access;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.History;
using Switchboard.Server.CommandLine.Live;
using Switchboard.Server.CommandLine.Output;
using Switchboard.Server.CommandLine.Publishing;

namespace Switchboard.Server.CommandLine;

/// <summary>The commands that ask a server. One that calls a method of the HTTP API is an entry here and needs no class.</summary>
internal static class RemoteCommands
{
    // What the server takes where no deadline is named.
    private const double DefaultDeadlineSeconds = 30;

    /// <summary>Makes the commands, in the order of the help.</summary>
    public static IEnumerable<Command> Create() =>
    [
        new PublishCommand(),
        ChangeCommands.Create("append", "Appends to a publication of a mutable namespace: a string to a string, an array to an array.", new DataArguments(isNeeded: true)),
        ChangeCommands.Create("replace", "Replaces a publication of a mutable namespace.", new DataArguments(isNeeded: true)),
        ChangeCommands.Create("delete", "Deletes a publication of a mutable namespace.", data: null),
        ChangeCommands.Create("end", "Ends a publication of a mutable namespace: nothing more can be appended.", new DataArguments(isNeeded: false), Field.Flag("--broken", "Something is missing.")),
        new SubscribeCommand(),
        new ApiCommand(
            "send",
            "Sends a message to a user, who receives it on every connection, in the channel #USER.",
            lines: "user, id and state, or error, of each message",
            [
                Field.User("The user."),
                Field.Users("--to", "users", "A further user. Can be repeated."),
                .. PublicationFields.Create(),
                Field.Text("--kind", "KIND", "What sort of message it is."),
                Field.Number("--priority", "N", "How urgent it is."),
                Field.Of(CreateExpiry(), static (writer, seconds) => writer.WriteNumber("expires_ms", seconds * 1000L)),
                Field.Text("--reply-to", "ID", "The id of the message that this one answers."),
            ],
            new DataArguments(isNeeded: true))
        {
            Print = RemoteAnswers.PrintSent,
        },
        new ScheduleCommand(),
        new PagedCommand(
            "scheduled",
            "Lists what is scheduled, in the order of the times.",
            lines: "the schedules as docs/http-api.md describes them",
            [Field.UserOption("What this user has scheduled, in place of services."), Field.KeyNameOption("What this limited key has scheduled.")],
            new PageLimit(100, "The most schedules to list; 0 lists all.", "There are more schedules; --limit 0 lists all.") { MaxPage = 1000 })
        {
            Entries = static page => page.Items("schedules"),
            Columns =
            [
                "id",
                Column.Time("time", "at"),
                new("what", static schedule => IsSend(schedule) ? "send" : "publish"),
                new("where", static schedule => IsSend(schedule) ? WorkOf(schedule).Texts("users") : WorkOf(schedule).Text("channel")),
                new("data", static schedule => WorkOf(schedule).TryGetProperty("data", out var data) ? data.GetRawText() : WorkOf(schedule).Text("b64data")),
            ],
        },
        new ApiCommand(
            "unschedule",
            "Cancels what is scheduled.",
            lines: "cancelled",
            [Field.Argument("id", "The schedule's name."), Field.UserOption("The user whose it is, in place of services."), Field.KeyNameOption("The limited key whose it is.")])
        {
            Print = RemoteAnswers.PrintCancelled,
        },
        new ApiCommand(
            "explain",
            "Tells whether somebody may do something in a channel, and why.",
            lines: "allowed, rule and why",
            [
                Field.Choice("operation", "What is to be done.", OperationNames.All),
                Field.Argument("channel", "The channel; the method for call and serve, the recipient's inbox for send."),
                Field.UserOption("The user; without one, somebody anonymous."),
                Field.Texts("--role", "roles", "ROLE", "A role that the user has, by which something may have been granted. Can be repeated."),
                Field.Json("--claims", "JSON", "The claims of the token that the user would bring."),
                Field.Text("--service-key", "key", "NAME", "The name of a key of the HTTP API, in place of a user."),
            ])
        {
            Check = CommandChecks.NotBoth("--service-key", "--user") + CommandChecks.NotBoth("--service-key", "--role") + CommandChecks.NotBoth("--service-key", "--claims"),
        },
        new PagedCommand(
            "inbox",
            "Lists the messages of a user, newest first.",
            lines: "the messages as docs/http-api.md describes them; with --limit 0, user and unread",
            [
                Field.User("The user."),
                Field.Flag("--unread", "Only what is unread."),
                Field.Flag("--archived", "The archive, which is left out else."),
                Field.Text("--kind", "KIND", "Only messages of this kind."),
            ],
            new PageLimit(20, "The most messages to list, newest first. 0 counts the unread ones alone.", "There are more messages; --limit lists more.")
            {
                PrintAtZero = static (context, result) => RemoteAnswers.PrintUnread(context, result, $"{result.Text("unread")} unread."),
            })
        {
            Entries = static page => page.Items("messages"),
            Columns =
            [
                "id",
                Column.Time("time", "time"),
                "state",
                "sender",
                new("kind", static message => message.TryGetProperty("tags", out var tags) ? tags.Text("kind") : ""),
                new("data", PublicationText.DataOf),
            ],
        },
        new ApiCommand(
            "mark",
            "Marks messages of a user. Marks are never taken back.",
            lines: "user and unread",
            [
                Field.User("The user."),
                Field.Choice("as", "What was done with them: delivered, read, archived or deleted.", "delivered", "read", "archived", "deleted"),
                Field.Arguments("id", "ids", "The ids of the messages. Those that are not in the inbox are ignored."),
            ])
        {
            Print = static (context, result) => RemoteAnswers.PrintUnread(context, result, $"Marked; {result.Text("unread")} unread."),
        },
        new ApiCommand(
            "state",
            "Tells what became of messages that were sent with an API key.",
            lines: "the states as docs/http-api.md describes them",
            [Field.Arguments("id", "ids", "The ids of the messages, as send printed them.")])
        {
            Print = RemoteAnswers.PrintStates,
        },
        new ApiCommand(
            "call",
            "Calls a method that the server, a worker, a user or a connection serves, and prints what it returns.",
            lines: "what the method returned, on one line",
            [
                Field.Argument("method", "The method."),
                Field.UserOption("Calls a connection of this user."),
                Field.Text("--client", "ID", "Calls this connection."),
                Field.Of(CreateDeadline(), static (writer, seconds) => writer.WriteNumber("deadline_ms", (long)(seconds!.Value * 1000))),
                Field.Flag("--idempotent", "The call may go to another worker when the one that has it vanishes."),
                Field.Text("--idempotency-key", "KEY", "Makes it safe to repeat the command: the same key is carried out once, and gives the first result."),
            ],
            new DataArguments(isNeeded: false))
        {
            DeadlineOf = static result => TimeSpan.FromSeconds(result.GetValue<double?>("--deadline") ?? DefaultDeadlineSeconds),
            Print = RemoteAnswers.PrintReturned,
        },
        new ServeCallCommand(),
        new HistoryCommand(),
        new ApiCommand(
            "presence",
            "Tells who is in a channel.",
            lines: "client, user, conn_info and chan_info; with --stats, num_clients and num_users",
            [Field.Argument("channel", "The channel."), Field.Local(new Option<bool>("--stats") { Description = "Counts them only." })])
        {
            MethodOf = static result => result.GetValue<bool>("--stats") ? "presence_stats" : "presence",
            Print = static (context, result) => result.TryGetProperty("presence", out var clients)
                ? Answer.PrintList(context, clients.EnumerateObject().Select(static client => client.Value), ["client", "user", new("info", "conn_info"), new("info here", "chan_info")])
                : Answer.PrintList(context, [result], [new("clients", "num_clients"), new("users", "num_users")]),
        },
        new PagedCommand(
            "channels",
            "Lists the channels that have subscribers on the server, in the order of their names.",
            lines: "channel and num_clients",
            [Field.OptionalArgument("pattern", "What the names match: * is any text, ? any character. Without it, all.")],
            new PageLimit(0, "The most channels to list; 0 lists all.", "There are more channels; --limit 0 lists all."))
        {
            Entries = static page => page.ItemsByName("channels", "channel"),
            Columns = ["channel", new("clients", "num_clients")],
        },
        new PagedCommand(
            "connections",
            "Lists the connections of the server, in the order of their client ids.",
            lines: "the connections as docs/http-api.md describes them",
            [
                Field.UserOption("Those of this user only."),
                Field.Text("--channel", "CHANNEL", "Those that are subscribed to this channel only."),
            ],
            new PageLimit(100, "The most connections to list; 0 lists all.", "There are more connections; --limit 0 lists all.") { MaxPage = 1000 })
        {
            Entries = static page => page.Items("connections"),
            Columns =
            [
                "client",
                "user",
                new("transport", static connection => $"{connection.Text("transport")} {connection.Text("protocol")}"),
                "address",
                "name",
                Column.Time("connected", "connected_at_ms"),
                new("channels", static connection => connection.Texts("channels")),
            ],
        },
        .. AccessCommands.Create(),
        new ApiCommand("info", "Tells of the server's nodes: version, load, memory.", lines: "the nodes as docs/http-api.md describes them", [])
        {
            Print = Answer.List(
                static result => result.Items("nodes"),
                new("node", "name"),
                "version",
                new("clients", "num_clients"),
                new("users", "num_users"),
                new("channels", "num_channels"),
                new("subscriptions", "num_subs"),
                new("memory", RemoteAnswers.MemoryOf),
                new("up", static node => Times.OfSpan(TimeSpan.FromSeconds(node.Number("uptime"))))),
        },
    ];

    private static bool IsSend(JsonElement schedule) => schedule.TryGetProperty("send", out _);

    private static JsonElement WorkOf(JsonElement schedule) => schedule.GetProperty(IsSend(schedule) ? "send" : "publish");

    private static Option<int> CreateExpiry()
    {
        var expiry = new Option<int>("--expires-seconds") { Description = "Seconds after which nobody needs it any more.", HelpName = "SECONDS" };
        expiry.Require(static seconds => seconds >= 1, "--expires-seconds takes 1 or more.");
        return expiry;
    }

    private static Option<double?> CreateDeadline()
    {
        var deadline = new Option<double?>("--deadline") { Description = "Seconds in which to answer. Without it, the server's default.", HelpName = "SECONDS" };
        deadline.Require(static seconds => seconds is not (<= 0 or > 86_400), "--deadline takes more than 0 and at most 86400 seconds.");
        return deadline;
    }
}
