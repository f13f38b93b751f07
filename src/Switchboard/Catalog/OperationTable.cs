using System.Collections.Frozen;

namespace Switchboard.Catalog;

/// <summary>Who may call an operation, and so on which wires it is.</summary>
[Flags]
internal enum OperationCallers
{
    /// <summary>Services: <c>POST /api/&lt;name&gt;</c>.</summary>
    Services = 1,

    /// <summary>Connections: the rpc method <c>sb.&lt;name&gt;</c> of the Centrifuge protocol, the Socket.IO event <c>&lt;name&gt;</c>.</summary>
    Connections = 2,

    /// <summary>All.</summary>
    Everybody = Services | Connections,

    /// <summary>Connections of accounts with the role of administrators. Others are answered 103.</summary>
    Administrators = 4,
}

/// <summary>Who writes an operation into the audit. Every administrative act has one who does, so that none is missed, and none told twice.</summary>
/// <remarks>
/// What changes who may do what, and is reached by server code or pages as well, is told by the service that all of them call, once it is done;
/// the table adds only what came to nothing. Everything else is told by the table. Server code that subscribes or disconnects somebody is the
/// application at its own work, and nobody is told. Who may not do something is told of any operation.
/// </remarks>
internal enum OperationAudit
{
    /// <summary>Nobody: it changes nothing, or is what the hub is there for.</summary>
    None,

    /// <summary>The table: <c>operation.&lt;name&gt;</c>, with the names that the request has, whatever it comes to.</summary>
    ByTable,

    /// <summary>Its service, with an action and particulars of its own; the table where it fails.</summary>
    ByService,
}

/// <summary>An operation of the hub.</summary>
/// <param name="Name">Its name, the same on every wire.</param>
/// <param name="Callers">Who may call it.</param>
/// <param name="Summary">What it does, in a sentence.</param>
internal sealed record OperationInfo(string Name, OperationCallers Callers, string Summary)
{
    /// <summary>Whether Socket.IO has it as <c>sb.&lt;name&gt;</c> alone, so that no existing page's event is taken.</summary>
    public bool IsPrefixed { get; init; }

    /// <summary>The package that carries it out; empty for the hub itself.</summary>
    public string Package { get; init; } = "";

    /// <summary>Who writes it into the audit.</summary>
    public OperationAudit Audit { get; init; }
}

/// <summary>
/// Every operation, once: the HTTP API, the wires of clients, the reserved event names, the methods of API keys, OpenAPI and the command
/// line go by this table. What carries a row out is the <c>IOperation</c> of its name.
/// </summary>
internal static class OperationTable
{
    private const string Identity = "Identity";
    private const OperationCallers Administration = OperationCallers.Services | OperationCallers.Administrators;

    /// <summary>The rows, in the order of the documentation.</summary>
    public static IReadOnlyList<OperationInfo> All { get; } =
    [
        new("publish", OperationCallers.Everybody, "Publishes into a channel.") { IsPrefixed = true },
        new("append", OperationCallers.Everybody, "Appends to a publication of a mutable namespace.") { IsPrefixed = true },
        new("replace", OperationCallers.Everybody, "Replaces a publication of a mutable namespace.") { IsPrefixed = true },
        new("delete", OperationCallers.Everybody, "Deletes a publication of a mutable namespace.") { IsPrefixed = true },
        new("end", OperationCallers.Everybody, "Ends a publication of a mutable namespace that was open.") { IsPrefixed = true },
        new("broadcast", OperationCallers.Services, "Publishes the same into several channels."),
        new("subscribe", OperationCallers.Services, "Subscribes connections to a channel from the server's side.") { Audit = OperationAudit.ByTable },
        new("unsubscribe", OperationCallers.Services, "Ends subscriptions to a channel; the clients are told 2000.") { Audit = OperationAudit.ByTable },
        new("disconnect", OperationCallers.Services, "Closes connections.") { Audit = OperationAudit.ByTable },
        new("refresh", OperationCallers.Services, "Sets a new expiry for connections.") { Audit = OperationAudit.ByTable },
        new("presence", OperationCallers.Services, "Tells who is in a channel."),
        new("presence_stats", OperationCallers.Services, "Tells how many are in a channel."),
        new("history", OperationCallers.Services, "Reads a channel's past."),
        new("history_remove", OperationCallers.Services, "Forgets a channel's publications, not its position.") { Audit = OperationAudit.ByTable },
        new("map_publish", OperationCallers.Everybody, "Sets an entry of a map channel.") { IsPrefixed = true },
        new("map_remove", OperationCallers.Everybody, "Removes an entry of a map channel.") { IsPrefixed = true },
        new("map_read_state", OperationCallers.Everybody, "Reads the entries of a map channel.") { IsPrefixed = true },
        new("map_read_stream", OperationCallers.Everybody, "Reads the changes of a map channel.") { IsPrefixed = true },
        new("map_stats", OperationCallers.Everybody, "Tells how many entries a map channel has.") { IsPrefixed = true },
        new("map_clear", OperationCallers.Services, "Forgets the entries and changes of a map channel.") { Audit = OperationAudit.ByTable },
        new("board_create", OperationCallers.Everybody, "Creates a board, or adds lines that it does not have yet.") { IsPrefixed = true, Audit = OperationAudit.ByTable },
        new("board_change", OperationCallers.Everybody, "Changes the title, the persons or the lines of a board.") { IsPrefixed = true, Audit = OperationAudit.ByTable },
        new("board_delete", OperationCallers.Everybody, "Removes a board with all its lines.") { IsPrefixed = true, Audit = OperationAudit.ByTable },
        new("boards", OperationCallers.Everybody, "Lists boards.") { IsPrefixed = true },
        new("board_take", OperationCallers.Everybody, "Takes a line of a board, or renews a hold.") { IsPrefixed = true },
        new("board_free", OperationCallers.Everybody, "Frees a line of a board.") { IsPrefixed = true },
        new("board_note", OperationCallers.Everybody, "Writes the note of a line of a board.") { IsPrefixed = true },
        new("board_history", OperationCallers.Everybody, "Reads the changes of a board.") { IsPrefixed = true },
        new("channels", OperationCallers.Services, "Lists the channels that have subscribers."),
        new("info", OperationCallers.Services, "Tells of the nodes."),
        new("connections", OperationCallers.Everybody, "Lists connections."),
        new("rpc", OperationCallers.Services, "Calls a method that is served."),
        new("call", OperationCallers.Everybody, "Calls a method that is served, by anybody or by a certain user or connection."),
        new("serve", OperationCallers.Connections, "Takes calls of a method."),
        new("unserve", OperationCallers.Connections, "Takes no more calls of a method."),
        new("answer", OperationCallers.Connections, "Answers a call with a result, an error or progress."),
        new("cancel", OperationCallers.Connections, "Gives up a call."),
        new("send", OperationCallers.Everybody, "Sends a message into the inboxes of users."),
        new("inbox", OperationCallers.Everybody, "Reads a user's messages."),
        new("mark", OperationCallers.Everybody, "Marks a user's messages."),
        new("state", OperationCallers.Everybody, "Tells what became of messages that services sent."),
        new("schedule", OperationCallers.Everybody, "Has something published or sent at a later time."),
        new("scheduled", OperationCallers.Everybody, "Lists what services, or a user, have scheduled."),
        new("unschedule", OperationCallers.Everybody, "Cancels what services, or a user, have scheduled."),
        new("job", OperationCallers.Everybody, "Has a method carried out, however long it takes.") { IsPrefixed = true },
        new("job_status", OperationCallers.Everybody, "Tells what has become of a job.") { IsPrefixed = true },
        new("jobs", OperationCallers.Everybody, "Lists jobs.") { IsPrefixed = true },
        new("job_cancel", OperationCallers.Everybody, "Cancels a job.") { IsPrefixed = true },
        new("job_retry", OperationCallers.Everybody, "Runs a job again that has failed or was cancelled.") { IsPrefixed = true },
        new("outboxes", OperationCallers.Services, "Lists the transactional outboxes, and how they are."),
        new("outbox_refused", OperationCallers.Services, "Lists the rows that a transactional outbox has refused."),
        new("outbox_retry", OperationCallers.Services, "Has refused rows of a transactional outbox published after all.") { Audit = OperationAudit.ByTable },
        new("outbox_drop", OperationCallers.Services, "Forgets refused rows of a transactional outbox.") { Audit = OperationAudit.ByTable },
        new("explain", OperationCallers.Services, "Tells whether somebody may do something in a channel, and why."),
        new("ticket", OperationCallers.Services, "Makes a one-time connection ticket for a user."),
        Listing("tickets", "Lists the tickets that can still be used, without their secrets."),
        Administrative("grant", "Gives operations in channels to a user or a role."),
        Administrative("revoke", "Takes such grants back."),
        Listing("grants", "Lists grants."),
        Administrative("block", "Shuts a user out."),
        Administrative("unblock", "Lets a user in again."),
        Listing("blocks", "Lists the users that are shut out."),
        Administrative("revoke_tokens", "Makes a token, or all of a user's, invalid."),
        Administrative("key_create", "Makes a service key."),
        Listing("key_list", "Lists the service keys."),
        Listing("key_get", "Tells of a service key."),
        Administrative("key_change", "Changes what a service key allows."),
        Administrative("key_rotate", "Gives a service key another secret."),
        Administrative("key_delete", "Removes a service key."),
        new("batch", OperationCallers.Services, "Carries out several commands."),
        new("audit", Administration, "Reads the audit.") { Package = Identity, IsPrefixed = true },
        new("device_create", Administration, "Registers a device with its public key.") { Package = Identity, IsPrefixed = true, Audit = OperationAudit.ByTable },
        new("device_code", Administration, "Makes a code with which a device enrols itself, once.") { Package = Identity, IsPrefixed = true, Audit = OperationAudit.ByTable },
        new("device_list", Administration, "Lists the devices.") { Package = Identity, IsPrefixed = true },
        new("device_get", Administration, "Tells of a device.") { Package = Identity, IsPrefixed = true },
        new("device_disable", Administration, "Closes a device's connections and refuses it, or lets it connect again.") { Package = Identity, IsPrefixed = true, Audit = OperationAudit.ByTable },
        new("device_delete", Administration, "Forgets a device, and closes its connections.") { Package = Identity, IsPrefixed = true, Audit = OperationAudit.ByTable },
        Account("account_create", "Makes an account, with a password or a one-time link to set one."),
        Account("account_list", "Lists accounts, in the order of their user ids.", OperationAudit.None),
        Account("account_get", "Tells of an account.", OperationAudit.None),
        Account("account_change", "Changes the name, the roles or the password of an account."),
        Account("account_disable", "Shuts an account out at once: its sessions and connections end."),
        Account("account_enable", "Lets a disabled account sign in again."),
        Account("account_delete", "Removes an account, with its sessions and connections."),
        Account("account_reset", "Gives a one-time link to set a new password with."),
        Account("session_list", "Lists the sessions of an account.", OperationAudit.None),
        Account("session_end", "Ends a session of an account, or all of them."),
    ];

    private static OperationInfo Account(string name, string summary, OperationAudit audit = OperationAudit.ByService)
        => new(name, Administration, summary) { IsPrefixed = true, Package = Identity, Audit = audit };

    /// <summary>How the hub's own operations begin on wires where they share the names with others.</summary>
    public const string OwnPrefix = "sb.";

    private static readonly FrozenDictionary<string, OperationInfo> _byName = All.ToFrozenDictionary(operation => operation.Name, StringComparer.Ordinal);

    /// <summary>The names of those that services may call.</summary>
    public static IReadOnlyList<string> OfServices { get; } = [.. All.Where(static row => row.Callers.HasFlag(OperationCallers.Services)).Select(static row => row.Name)];

    /// <summary>The row of a name; null where there is none.</summary>
    public static OperationInfo? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Whether the Socket.IO event of that name is an operation: the plain name, or that behind <c>sb.</c>.</summary>
    public static bool IsEvent(string name)
        => name.StartsWith(OwnPrefix, StringComparison.Ordinal) ? IsForConnections(name[OwnPrefix.Length..]) : Find(name) is { IsPrefixed: false } && IsForConnections(name);

    // For services, and for the connections of administrators, where no page's own events are taken.
    private static OperationInfo Administrative(string name, string summary) => Listing(name, summary) with { Audit = OperationAudit.ByService };

    private static OperationInfo Listing(string name, string summary) => new(name, Administration, summary) { IsPrefixed = true };

    /// <summary>Whether connections may call an operation of that name.</summary>
    public static bool IsForConnections(string name) => (Find(name)?.Callers & (OperationCallers.Connections | OperationCallers.Administrators)) > 0;
}
