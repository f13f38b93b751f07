using System.Text.RegularExpressions;
using Switchboard.Extensibility;

namespace Switchboard.Configuration;

/// <summary>The rules of one namespace, resolved from valid <see cref="NamespaceOptions"/> and frozen.</summary>
internal sealed record NamespaceSettings
{
    /// <summary>The namespace's name, spelled as channel names must spell it.</summary>
    public required string Name { get; init; }

    /// <summary>How much of each channel's stream is kept.</summary>
    public required StreamRetention Retention { get; init; }

    /// <summary>How many publications of a channel are kept. 0 keeps none.</summary>
    public int HistorySize => Retention.Size;

    /// <summary>Whether publications get positions: a channel without them never touches a store.</summary>
    public required bool HasPositions { get; init; }

    /// <inheritdoc cref="NamespaceOptions.Storage"/>
    public required StorageKind Storage { get; init; }

    /// <inheritdoc cref="NamespaceOptions.Recovery"/>
    public required RecoveryMode Recovery { get; init; }

    /// <inheritdoc cref="NamespaceOptions.Presence"/>
    public required bool Presence { get; init; }

    /// <inheritdoc cref="NamespaceOptions.JoinLeave"/>
    public required bool JoinLeave { get; init; }

    /// <inheritdoc cref="NamespaceOptions.ForcePushJoinLeave"/>
    public required bool ForcePushJoinLeave { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowSubscribe"/>
    public required Audience AllowSubscribe { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowPublish"/>
    public required Audience AllowPublish { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowHistory"/>
    public required Audience AllowHistory { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowPresence"/>
    public required Audience AllowPresence { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowCall"/>
    public required Audience AllowCall { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowServe"/>
    public required Audience AllowServe { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowSend"/>
    public required Audience AllowSend { get; init; }

    /// <summary>Whether its channels are those of devices, each of which its device alone may follow.</summary>
    public bool IsOfDevices { get; init; }

    /// <inheritdoc cref="NamespaceOptions.UserLimited"/>
    public required bool UserLimited { get; init; }

    /// <summary>What its map channels are like; null where its channels are streams.</summary>
    public MapSettings? Map { get; init; }

    /// <summary>What its boards are like; null where its channels are none.</summary>
    public BoardSettings? Board { get; init; }

    /// <summary>What its publications are held to where they change; null where they do not.</summary>
    public MutationLimits? Mutable { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowEdit"/>
    public Audience AllowEdit { get; init; } = Audience.Service;

    /// <inheritdoc cref="NamespaceOptions.Delta"/>
    public DeltaType Delta { get; init; }

    /// <inheritdoc cref="NamespaceOptions.PublishDebounceMilliseconds"/>
    public int PublishDebounceMilliseconds { get; init; }

    /// <inheritdoc cref="NamespaceOptions.MapClientsPresencePrefix"/>
    public string MapClientsPresencePrefix { get; init; } = "";

    /// <inheritdoc cref="NamespaceOptions.MapUsersPresencePrefix"/>
    public string MapUsersPresencePrefix { get; init; } = "";

    /// <inheritdoc cref="NamespaceOptions.AllowTagFilter"/>
    public required bool AllowTagFilter { get; init; }

    /// <summary>What the part of a channel name behind the namespace must match; anchored at both ends. Null allows printable ASCII.</summary>
    public required Regex? NamePattern { get; init; }

    /// <inheritdoc cref="ChannelOptions.PrivatePrefix"/>
    public string PrivatePrefix { get; init; } = "";

    /// <inheritdoc cref="NamespaceOptions.MaxNameBytes"/>
    public required int MaxNameBytes { get; init; }

    /// <inheritdoc cref="NamespaceOptions.Payload"/>
    public required PayloadKind Payload { get; init; }

    /// <inheritdoc cref="NamespaceOptions.MaxPayloadBytes"/>
    public required int MaxPayloadBytes { get; init; }

    /// <summary>Resolves the options of a namespace.</summary>
    public static NamespaceSettings From(string name, NamespaceOptions options) => new()
    {
        Name = name.Equals(NamespaceTable.DefaultName, StringComparison.OrdinalIgnoreCase) ? NamespaceTable.DefaultName : name,
        Retention = RetentionOf(options),
        HasPositions = options.HistorySize > 0 || options.Positioning || options.Type != ChannelType.Stream,
        Storage = options.Storage,
        Recovery = options.Recovery,
        Presence = options.Presence || options.Board,
        JoinLeave = options.JoinLeave,
        ForcePushJoinLeave = options.ForcePushJoinLeave,
        AllowSubscribe = options.AllowSubscribe,
        AllowPublish = options.AllowPublish,
        AllowHistory = options.AllowHistory,
        AllowPresence = options is { Board: true, AllowPresence: Audience.Service } ? Audience.Service | Audience.Subscriber : options.AllowPresence,
        AllowCall = options.AllowCall,
        AllowServe = options.AllowServe,
        AllowSend = options.AllowSend,
        Map = options.Type == ChannelType.Stream ? null : MapSettings.From(options),
        Board = options.Board ? BoardSettings.From(options) : null,
        Mutable = options.Mutable
            ? new MutationLimits(options.MutableSize, options.MutableOpen, options.MutableBytes, TimeSpan.FromSeconds(options.AppendTimeoutSeconds))
            : null,
        AllowEdit = options.AllowEdit,
        Delta = options.Delta,
        PublishDebounceMilliseconds = options.PublishDebounceMilliseconds,
        MapClientsPresencePrefix = options.MapClientsPresencePrefix,
        MapUsersPresencePrefix = options.MapUsersPresencePrefix,
        UserLimited = options.UserLimited,
        AllowTagFilter = options.AllowTagFilter,
        NamePattern = options.NamePattern.Length == 0 ? null : NamePatterns.Compile(options.NamePattern),
        MaxNameBytes = options.MaxNameBytes,
        Payload = options.Payload,
        MaxPayloadBytes = options.MaxPayloadBytes,
    };

    private static StreamRetention RetentionOf(NamespaceOptions options)
    {
        if (options.Board)
        {
            // The changes are the audit: none goes before its time, however many there are. How far clients recover is another thing.
            var days = TimeSpan.FromDays(options.BoardHistoryDays);
            var positionAge = TimeSpan.FromSeconds(options.PositionAgeSeconds);
            return new StreamRetention(int.MaxValue, days, positionAge > days ? positionAge : days) { Bytes = options.HistoryBytes };
        }

        var (size, age) = options.Type == ChannelType.Stream
            ? (options.HistorySize, options.HistoryAgeSeconds)
            : (options.MapStreamSize, options.MapStreamAgeSeconds);
        return new StreamRetention(size, TimeSpan.FromSeconds(age), TimeSpan.FromSeconds(options.PositionAgeSeconds)) { Bytes = options.HistoryBytes };
    }
}

/// <summary>What the map channels of a namespace are like, resolved and frozen.</summary>
internal sealed record MapSettings
{
    /// <inheritdoc cref="NamespaceOptions.Type"/>
    public required ChannelType Type { get; init; }

    /// <inheritdoc cref="NamespaceOptions.MapMode"/>
    public required MapMode Mode { get; init; }

    /// <summary>How long an entry lasts after it was last set; null for ever.</summary>
    public required TimeSpan? EntryAge { get; init; }

    /// <inheritdoc cref="NamespaceOptions.MapKey"/>
    public required MapKeySource Key { get; init; }

    /// <inheritdoc cref="NamespaceOptions.MapOrdered"/>
    public required bool Ordered { get; init; }

    /// <inheritdoc cref="NamespaceOptions.MapMaxEntries"/>
    public required int MaxEntries { get; init; }

    /// <inheritdoc cref="NamespaceOptions.MapPageSize"/>
    public required int PageSize { get; init; }

    /// <inheritdoc cref="NamespaceOptions.MapMaxPageSize"/>
    public required int MaxPageSize { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowMapPublish"/>
    public required Audience AllowPublish { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowMapRemove"/>
    public required Audience AllowRemove { get; init; }

    /// <summary>Whether <see cref="NamespaceOptions.AllowMapPublish"/> is set.</summary>
    public bool HasOwnPublish { get; init; }

    /// <summary>Whether <see cref="NamespaceOptions.AllowMapRemove"/> is set.</summary>
    public bool HasOwnRemove { get; init; }

    /// <inheritdoc cref="NamespaceOptions.MapRemoveOnLeave"/>
    public required bool RemoveOnLeave { get; init; }

    /// <inheritdoc cref="NamespaceOptions.MapExternalState"/>
    public required bool ExternalState { get; init; }

    /// <summary>Whether the hub alone changes its channels, which tell who is in others.</summary>
    public bool IsPresence => Type != ChannelType.Map;

    /// <summary>How many entries or changes a page may have, for somebody who asks for so many; 0 or less for the usual page.</summary>
    public int PageOf(int asked) => asked <= 0 ? PageSize : Math.Min(asked, MaxPageSize);

    /// <summary>Resolves the options of a namespace.</summary>
    public static MapSettings From(NamespaceOptions options) => new()
    {
        Type = options.Type,
        Mode = options.MapMode,
        EntryAge = options.MapMode == MapMode.Persistent ? null : TimeSpan.FromSeconds(options.EntryAgeSeconds),
        Key = options.MapKey,
        Ordered = options.MapOrdered,

        // A board has an entry of its own beside its lines.
        MaxEntries = options.MapMaxEntries + (options.Board ? 1 : 0),
        PageSize = options.MapPageSize,
        MaxPageSize = options.MapMaxPageSize,
        AllowPublish = options.AllowMapPublish ?? options.AllowPublish,
        AllowRemove = options.AllowMapRemove ?? options.AllowPublish,
        HasOwnPublish = options.AllowMapPublish is not null,
        HasOwnRemove = options.AllowMapRemove is not null,
        RemoveOnLeave = options.MapRemoveOnLeave,
        ExternalState = options.MapExternalState,
    };
}
