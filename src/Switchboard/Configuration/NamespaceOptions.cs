using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>The rules of one namespace. Closed by default: nobody may do anything until it is said here.</summary>
public sealed class NamespaceOptions
{
    /// <summary>How many publications of a channel are kept for history and recovery. 0 keeps none.</summary>
    [Range(0, 1_000_000)]
    public int HistorySize { get; set; }

    /// <summary>How long, in seconds, each publication is kept.</summary>
    [Range(1, 315_360_000)]
    public int HistoryAgeSeconds { get; set; } = 300;

    /// <summary>How long, in seconds, a channel's offset and epoch survive after its last publication. Must not be below <see cref="HistoryAgeSeconds"/>.</summary>
    [Range(1, 315_360_000)]
    public int PositionAgeSeconds { get; set; } = 2_592_000;

    /// <summary>Whether channels without history count positions all the same, so that subscribers learn of gaps.</summary>
    public bool Positioning { get; set; }

    /// <summary>Where the streams live. <c>durable</c> needs a durable store.</summary>
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
