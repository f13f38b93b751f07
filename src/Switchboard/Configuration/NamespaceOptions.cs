using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>The rules of one namespace. Closed by default: nobody may do anything until it is said here.</summary>
public sealed partial class NamespaceOptions
{
    /// <summary>What its channels are: streams of publications, maps of entries by key, or maps that tell who is in another channel.</summary>
    public ChannelType Type { get; set; }

    /// <summary>How many publications of a channel are kept for history and recovery. 0 keeps none.</summary>
    [Range(0, 1_000_000)]
    public int HistorySize { get; set; }

    /// <summary>How many bytes of the memory the kept publications of a channel may take, payloads, tags and names among them. The oldest go first; the newest stays. 0 is any number.</summary>
    [Range(0, 1_099_511_627_776d)]
    public long HistoryBytes { get; set; } = 16_777_216;

    /// <summary>How long, in seconds, each publication is kept.</summary>
    [Range(1, 315_360_000)]
    public int HistoryAgeSeconds { get; set; } = 300;

    /// <summary>How long, in seconds, a channel's offset and epoch survive after its last publication. Must not be below <see cref="HistoryAgeSeconds"/>.</summary>
    [Range(1, 315_360_000)]
    public int PositionAgeSeconds { get; set; } = 2_592_000;

    /// <summary>Whether channels without history count positions all the same, so that subscribers learn of gaps.</summary>
    public bool Positioning { get; set; }

    /// <summary>Where the streams live: in memory, gone when the server ends, or in the durable store, where a publication is acknowledged once it is on disk. A namespace that changes it begins its streams anew.</summary>
    public StorageKind Storage { get; set; } = StorageKind.Memory;

    /// <summary>What a subscriber that comes back is sent: every missed publication, the newest alone, or nothing.</summary>
    public RecoveryMode Recovery { get; set; } = RecoveryMode.Stream;

    /// <summary>Whether the server knows who is in a channel.</summary>
    public bool Presence { get; set; }

    /// <summary>Whether others' coming and going can be received.</summary>
    public bool JoinLeave { get; set; }

    /// <summary>Whether others' coming and going is sent to every subscriber without being asked for.</summary>
    public bool ForcePushJoinLeave { get; set; }

    /// <summary>Who may subscribe. <c>subscriber</c> has no meaning here.</summary>
    public Audience AllowSubscribe { get; set; } = Audience.Service;

    /// <summary>Who may publish.</summary>
    public Audience AllowPublish { get; set; } = Audience.Service;

    /// <summary>Who may read history.</summary>
    public Audience AllowHistory { get; set; } = Audience.Service;

    /// <summary>Who may see who is in a channel.</summary>
    public Audience AllowPresence { get; set; } = Audience.Service;

    /// <summary>Who may call methods whose names are in this namespace.</summary>
    public Audience AllowCall { get; set; } = Audience.Service;

    /// <summary>Who may serve methods whose names are in this namespace, and so be given the data of every call. <c>subscriber</c> has no meaning here.</summary>
    public Audience AllowServe { get; set; } = Audience.Service;

    /// <summary>Who may send messages to users whose inboxes are in this namespace. <c>subscriber</c> has no meaning here.</summary>
    public Audience AllowSend { get; set; } = Audience.Service;

    /// <summary>Whether a name such as <c>news#42,43</c> is open to users 42 and 43 alone.</summary>
    public bool UserLimited { get; set; }

    /// <summary>Whether subscribers may ask for the publications with certain tags alone.</summary>
    public bool AllowTagFilter { get; set; }

    /// <summary>Whether subscribers may be sent what has changed in the payload, instead of the whole: those who ask for it (<c>delta: "fossil"</c>).</summary>
    public DeltaType Delta { get; set; }

    /// <summary>How many milliseconds clients wait between publications of one connection into a channel, sending the newest alone. 0 has them wait for nothing. They are asked, not made to: <see cref="LimitOptions.CommandsPerSecond"/> is the limit.</summary>
    [Range(0, 60_000)]
    public int PublishDebounceMilliseconds { get; set; }

    /// <summary>A regular expression that the part of a channel name behind the namespace must match as a whole. Empty allows printable ASCII.</summary>
    public string NamePattern { get; set; } = "";

    /// <summary>The longest channel name, in bytes of UTF-8, with the namespace.</summary>
    [Range(1, 4096)]
    public int MaxNameBytes { get; set; } = 255;

    /// <summary>What publications may consist of.</summary>
    public PayloadKind Payload { get; set; } = PayloadKind.Json;

    /// <summary>The largest payload of a publication, a call and a call's result, in bytes.</summary>
    [Range(1, 67_108_864)]
    public int MaxPayloadBytes { get; set; } = 65_536;
}

/// <summary>What the channels of a namespace are.</summary>
public enum ChannelType
{
    /// <summary>Streams of publications.</summary>
    Stream,

    /// <summary>Maps: entries by key, and the stream of their changes.</summary>
    Map,

    /// <summary>Maps of the connections in other channels (<see cref="NamespaceOptions.MapClientsPresencePrefix"/>).</summary>
    MapClients,

    /// <summary>Maps of the users in other channels (<see cref="NamespaceOptions.MapUsersPresencePrefix"/>).</summary>
    MapUsers,
}

/// <summary>How changes of payloads are told.</summary>
public enum DeltaType
{
    /// <summary>Payloads are sent whole.</summary>
    None,

    /// <summary>As deltas in the format of the Fossil version control system.</summary>
    Fossil,
}

/// <summary>A set of parties that something is allowed to. Written as a list of names; the empty list is nobody.</summary>
[Flags]
public enum Audience
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>Holders of an API key, and server code.</summary>
    Service = 1,

    /// <summary>Connections with a user id.</summary>
    User = 2,

    /// <summary>Connections that hold a live subscription to the channel.</summary>
    Subscriber = 4,

    /// <summary>Connections without a user id.</summary>
    Anonymous = 8,

    /// <summary>Whoever the application's hook allows.</summary>
    Hook = 16,
}

/// <summary>What publications may consist of.</summary>
public enum PayloadKind
{
    /// <summary>Any JSON value.</summary>
    Json,

    /// <summary>A JSON object.</summary>
    JsonObject,

    /// <summary>Any bytes. A subscriber whose protocol is JSON is closed with 3506 when it would receive others.</summary>
    Any,
}

/// <summary>What a subscriber that comes back is sent.</summary>
public enum RecoveryMode
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Every publication that it missed, or the news that this is not possible.</summary>
    Stream,

    /// <summary>The newest publication alone: for channels where only the latest state matters.</summary>
    Cache,
}

/// <summary>Where a namespace's streams live.</summary>
public enum StorageKind
{
    /// <summary>In this process: gone when it ends.</summary>
    Memory,

    /// <summary>In the durable store: there after a restart.</summary>
    Durable,
}
