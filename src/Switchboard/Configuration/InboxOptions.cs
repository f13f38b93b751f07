using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>The channel <c>#&lt;user&gt;</c> that each user's connections are subscribed to by the server, and the messages kept for the user.</summary>
public sealed class InboxOptions
{
    /// <summary>Whether users have one.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The namespace it is in: <c>notices</c> makes it <c>notices:#42</c>. Empty is the default namespace.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>Where messages and their states are kept. <c>durable</c> needs a durable store, and holds for a namespace that is durable, too. Needs a restart.</summary>
    public StorageKind Storage { get; set; } = StorageKind.Memory;

    /// <summary>How many messages an inbox keeps, archived ones among them. The oldest go first.</summary>
    [Range(1, 100_000_000)]
    public int MaxMessages { get; set; } = 10_000;

    /// <summary>Seconds for which an inbox keeps a message.</summary>
    [Range(1, 315_360_000)]
    public int MaxAgeSeconds { get; set; } = 2_592_000;

    /// <summary>Seconds for which a message's id and state are remembered after it has left the inbox, for repetitions and for its sender.</summary>
    [Range(1, 315_360_000)]
    public int RememberedSeconds { get; set; } = 86_400;

    /// <summary>How many messages <c>inbox</c> returns at most, and how many ids <c>mark</c> and <c>state</c> take.</summary>
    [Range(1, 10_000)]
    public int MaxPageSize { get; set; } = 200;

    /// <summary>How many users a message may reach by naming a channel that they are in. More are error 106.</summary>
    [Range(1, 100_000)]
    public int MaxPresenceRecipients { get; set; } = 1_000;

    /// <summary>How many messages that nobody acknowledged a durable inbox sends to each new connection of its user at once; the next ones follow as these are marked. 0 is none.</summary>
    [Range(0, 10_000)]
    public int RedeliveredMessages { get; set; } = 100;

    /// <summary>How many messages all inboxes in memory keep together. The oldest go first.</summary>
    [Range(1, 100_000_000)]
    public int MemoryMessages { get; set; } = 100_000;

    /// <summary>What all inboxes in memory may take together, in bytes, with the states of messages that have left them. The oldest go first. 0 is any number.</summary>
    [Range(0, 1_099_511_627_776d)]
    public long MemoryBytes { get; set; } = 268_435_456;
}
