using System.Collections.ObjectModel;

namespace Switchboard.Extensibility;

/// <summary>Takes security events and administrative acts, for whoever must be able to tell later who did what.</summary>
/// <remarks>
/// Events about connections are many: writing one never waits, and one that cannot be kept is counted and told in the log.
/// An administrative act is acknowledged only when its entry is kept: <see cref="RecordAsync"/> is awaited before it is answered.
/// Without a part that keeps them, events are dropped.
/// </remarks>
public interface IAuditLog
{
    /// <summary>Whether anybody keeps what is written: where not, nothing need be prepared.</summary>
    bool IsEnabled { get; }

    /// <summary>Writes an event, and does not wait until it is kept. Does not throw.</summary>
    /// <param name="audited">The event.</param>
    void Write(AuditEvent audited);

    /// <summary>Writes an event, and completes when it is kept.</summary>
    /// <param name="audited">The event.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be kept.</param>
    /// <exception cref="SwitchboardException">It cannot be kept at present.</exception>
    ValueTask RecordAsync(AuditEvent audited, CancellationToken cancellationToken);
}

/// <summary>Something that an auditor may ask about. No secret is ever in it.</summary>
/// <param name="Action">What was done, as a noun and a verb: <c>ticket.refused</c>, <c>account.created</c>, <c>grant.given</c>. Lower case; docs/audit.md has the catalogue.</param>
public sealed record AuditEvent(string Action)
{
    /// <summary>Who did it: <c>user:&lt;id&gt;</c>, <c>device:&lt;id&gt;</c>, <c>key:&lt;name&gt;</c>, <c>server</c> for the program itself, <c>anonymous</c>.</summary>
    public string Actor { get; init; } = "anonymous";

    /// <summary>From which remote address; empty where there is none.</summary>
    public string Address { get; init; } = "";

    /// <summary>What it was done to: a user, a channel, a key's name; empty for nothing in particular.</summary>
    public string Target { get; init; } = "";

    /// <summary>Whether it came to what was wanted: <c>ok</c>, else why not in a word, such as <c>expired</c>.</summary>
    public string Result { get; init; } = "ok";

    /// <summary>Further particulars, by name; few and short.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
