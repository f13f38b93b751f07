using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <content>Map channels: <see cref="Type"/> is not <see cref="ChannelType.Stream"/>.</content>
public sealed partial class NamespaceOptions
{
    /// <summary>How long entries last, and what a client that comes back is sent.</summary>
    public MapMode MapMode { get; set; }

    /// <summary>How long, in seconds, an entry lasts after it was last set, unless the map is persistent.</summary>
    [Range(1, 315_360_000)]
    public int EntryAgeSeconds { get; set; } = 60;

    /// <summary>Whose the keys are that clients publish under: their own choice, or the id of their connection or user in place of it.</summary>
    public MapKeySource MapKey { get; set; }

    /// <summary>Whether entries are read in the order of their scores, the highest first. Else they are in that of their keys.</summary>
    public bool MapOrdered { get; set; }

    /// <summary>The most entries of a channel. A further one gets error 106.</summary>
    [Range(1, 10_000_000)]
    public int MapMaxEntries { get; set; } = 100_000;

    /// <summary>How many changes of a map are kept, for clients that come back or read it while it changes.</summary>
    [Range(1, 1_000_000)]
    public int MapStreamSize { get; set; } = 100;

    /// <summary>How long, in seconds, each change of a map is kept.</summary>
    [Range(1, 315_360_000)]
    public int MapStreamAgeSeconds { get; set; } = 60;

    /// <summary>How many entries, or changes, a client is sent at once unless it says. Must not be above <see cref="MapMaxPageSize"/>.</summary>
    [Range(1, 10_000)]
    public int MapPageSize { get; set; } = 100;

    /// <summary>How many entries, or changes, anybody is sent at once.</summary>
    [Range(1, 10_000)]
    public int MapMaxPageSize { get; set; } = 1000;

    /// <summary>Who may set entries. Unset: who may publish (<see cref="AllowPublish"/>).</summary>
    public Audience? AllowMapPublish { get; set; }

    /// <summary>Who may remove entries. Unset: who may publish (<see cref="AllowPublish"/>).</summary>
    public Audience? AllowMapRemove { get; set; }

    /// <summary>Whether the entry of a connection is removed when it leaves the channel. Only where <see cref="MapKey"/> is <c>clientId</c>.</summary>
    public bool MapRemoveOnLeave { get; set; }

    /// <summary>Whether the application has the entries, and the hub the changes alone. A client is given the entries by a hook, with the position that they were read at, or brings that.</summary>
    public bool MapExternalState { get; set; }

    /// <summary>What stands before a channel's name in that of the map of its connections, such as <c>clients:</c>; the namespace there has the type <c>mapClients</c>. Empty keeps none.</summary>
    public string MapClientsPresencePrefix { get; set; } = "";

    /// <summary>What stands before a channel's name in that of the map of its users, such as <c>users:</c>; the namespace there has the type <c>mapUsers</c>. Empty keeps none.</summary>
    public string MapUsersPresencePrefix { get; set; } = "";
}

/// <summary>How long the entries of a map last, and what a client that comes back is sent.</summary>
public enum MapMode
{
    /// <summary>Entries stay until they are removed. Who comes back is sent what changed, or else all entries.</summary>
    Persistent,

    /// <summary>Entries expire. Who comes back is sent what changed, or else all entries.</summary>
    Expiring,

    /// <summary>Entries expire. Who comes back is sent all entries.</summary>
    Ephemeral,
}

/// <summary>Where the keys come from that clients publish under.</summary>
public enum MapKeySource
{
    /// <summary>From the client.</summary>
    Client,

    /// <summary>It is the id of the connection, whatever the client says.</summary>
    ClientId,

    /// <summary>It is the user id, whatever the client says. Who has none gets error 103.</summary>
    UserId,
}
