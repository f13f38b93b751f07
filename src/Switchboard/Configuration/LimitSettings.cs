namespace Switchboard.Configuration;

/// <summary>The limits, frozen. 0 is no limit where <see cref="LimitOptions"/> allows it.</summary>
internal sealed record LimitSettings
{
    /// <inheritdoc cref="LimitOptions.ConnectionsPerNode"/>
    public required int ConnectionsPerNode { get; init; }

    /// <inheritdoc cref="LimitOptions.ConnectionsPerAddress"/>
    public required int ConnectionsPerAddress { get; init; }

    /// <inheritdoc cref="LimitOptions.ConnectionsPerUser"/>
    public required int ConnectionsPerUser { get; init; }

    /// <inheritdoc cref="LimitOptions.ConnectsPerSecond"/>
    public required int ConnectsPerSecond { get; init; }

    /// <inheritdoc cref="LimitOptions.ConnectsPerSecondPerAddress"/>
    public required int ConnectsPerSecondPerAddress { get; init; }

    /// <inheritdoc cref="LimitOptions.FailedLoginsPerMinute"/>
    public required int FailedLoginsPerMinute { get; init; }

    /// <inheritdoc cref="LimitOptions.ApiRequestsPerSecondPerAddress"/>
    public required int ApiRequestsPerSecondPerAddress { get; init; }

    /// <inheritdoc cref="LimitOptions.ApiCallsPerSecondPerKey"/>
    public required int ApiCallsPerSecondPerKey { get; init; }

    /// <inheritdoc cref="LimitOptions.ApiCallsPerSecondPerOperation"/>
    public required int ApiCallsPerSecondPerOperation { get; init; }

    /// <inheritdoc cref="LimitOptions.CommandsPerSecondPerUser"/>
    public required int CommandsPerSecondPerUser { get; init; }

    /// <inheritdoc cref="LimitOptions.CommandsPerSecond"/>
    public required int CommandsPerSecond { get; init; }

    /// <inheritdoc cref="LimitOptions.ChannelsPerConnection"/>
    public required int ChannelsPerConnection { get; init; }

    /// <inheritdoc cref="LimitOptions.MessageBytes"/>
    public required int MessageBytes { get; init; }

    /// <inheritdoc cref="LimitOptions.OutboundQueueBytes"/>
    public required int OutboundQueueBytes { get; init; }

    /// <summary>The time in which a connection must send its connect command. Later it is closed with 3502.</summary>
    public required TimeSpan UnauthenticatedTime { get; init; }

    /// <inheritdoc cref="LimitOptions.RecoveredPublications"/>
    public required int RecoveredPublications { get; init; }

    /// <inheritdoc cref="LimitOptions.HistoryPage"/>
    public required int HistoryPage { get; init; }

    /// <inheritdoc cref="LimitOptions.PayloadDepth"/>
    public required int PayloadDepth { get; init; }

    /// <inheritdoc cref="LimitOptions.ReplyBytes"/>
    public required int ReplyBytes { get; init; }

    /// <inheritdoc cref="LimitOptions.TagFilterBytes"/>
    public required int TagFilterBytes { get; init; }

    /// <inheritdoc cref="LimitOptions.TagFilterNodes"/>
    public required int TagFilterNodes { get; init; }

    /// <inheritdoc cref="LimitOptions.TagFilterDepth"/>
    public required int TagFilterDepth { get; init; }

    /// <inheritdoc cref="LimitOptions.TagFilterNodesPerChannel"/>
    public required int TagFilterNodesPerChannel { get; init; }

    /// <inheritdoc cref="LimitOptions.MemoryStreams"/>
    public required int MemoryStreams { get; init; }

    /// <inheritdoc cref="LimitOptions.MemoryHistoryBytes"/>
    public required long MemoryHistoryBytes { get; init; }

    /// <summary>The time in which a client that is being sent a map channel must ask for the next page.</summary>
    public required TimeSpan MapCatchUp { get; init; }

    /// <inheritdoc cref="LimitOptions.MemoryKeyBytes"/>
    public required long MemoryKeyBytes { get; init; }

    /// <summary>Resolves the options.</summary>
    public static LimitSettings From(LimitOptions options) => new()
    {
        ConnectionsPerNode = options.ConnectionsPerNode,
        ConnectionsPerAddress = options.ConnectionsPerAddress,
        ConnectionsPerUser = options.ConnectionsPerUser,
        ConnectsPerSecond = options.ConnectsPerSecond,
        ConnectsPerSecondPerAddress = options.ConnectsPerSecondPerAddress,
        FailedLoginsPerMinute = options.FailedLoginsPerMinute,
        ApiRequestsPerSecondPerAddress = options.ApiRequestsPerSecondPerAddress,
        ApiCallsPerSecondPerKey = options.ApiCallsPerSecondPerKey,
        ApiCallsPerSecondPerOperation = options.ApiCallsPerSecondPerOperation,
        CommandsPerSecondPerUser = options.CommandsPerSecondPerUser,
        CommandsPerSecond = options.CommandsPerSecond,
        ChannelsPerConnection = options.ChannelsPerConnection,
        MessageBytes = options.MessageBytes,
        OutboundQueueBytes = options.OutboundQueueBytes,
        UnauthenticatedTime = TimeSpan.FromSeconds(options.UnauthenticatedSeconds),
        RecoveredPublications = options.RecoveredPublications,
        HistoryPage = options.HistoryPage,
        PayloadDepth = options.PayloadDepth,
        ReplyBytes = options.ReplyBytes,
        TagFilterBytes = options.TagFilterBytes,
        TagFilterNodes = options.TagFilterNodes,
        TagFilterDepth = options.TagFilterDepth,
        TagFilterNodesPerChannel = options.TagFilterNodesPerChannel,
        MemoryStreams = options.MemoryStreams,
        MemoryHistoryBytes = options.MemoryHistoryBytes,
        MapCatchUp = TimeSpan.FromSeconds(options.MapCatchUpSeconds),
        MemoryKeyBytes = options.MemoryKeyBytes,
    };
}
