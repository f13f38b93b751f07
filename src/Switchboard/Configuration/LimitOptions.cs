using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>Limits. 0 is no limit unless the option says otherwise. docs/configuration.md tells the answer to each.</summary>
public sealed class LimitOptions
{
    /// <summary>Connections of this node. Further ones get HTTP 503.</summary>
    [Range(0, int.MaxValue)]
    public int ConnectionsPerNode { get; set; } = 100_000;

    /// <summary>Connections from one address; of IPv6, from one network of 64 bits. Further ones get HTTP 429.</summary>
    [Range(0, int.MaxValue)]
    public int ConnectionsPerAddress { get; set; }

    /// <summary>Connections of one user, over all nodes. Further ones are closed with 3504.</summary>
    [Range(0, int.MaxValue)]
    public int ConnectionsPerUser { get; set; }

    /// <summary>New connections of this node in a second. Further ones get HTTP 503 with Retry-After.</summary>
    [Range(0, int.MaxValue)]
    public int ConnectsPerSecond { get; set; }

    /// <summary>New connections from one address in a second; of IPv6, from one network of 64 bits. Further ones get HTTP 429 with Retry-After.</summary>
    [Range(0, int.MaxValue)]
    public int ConnectsPerSecondPerAddress { get; set; }

    /// <summary>Wrong tokens and API keys from one address in a minute. At more, its new connections and API requests get HTTP 429 with Retry-After until the minute is over.</summary>
    [Range(0, int.MaxValue)]
    public int FailedLoginsPerMinute { get; set; }

    /// <summary>Requests of the HTTP API from one address in a second. Further ones get HTTP 429 with Retry-After.</summary>
    [Range(0, int.MaxValue)]
    public int ApiRequestsPerSecondPerAddress { get; set; }

    /// <summary>Calls of the HTTP API with one key in a second; each command of a batch counts. Further ones get error 111, alone with HTTP 429 and Retry-After.</summary>
    [Range(0, int.MaxValue)]
    public int ApiCallsPerSecondPerKey { get; set; }

    /// <summary>Calls of one operation of the HTTP API in a second, with all keys. Further ones get error 111, alone with HTTP 429 and Retry-After.</summary>
    [Range(0, int.MaxValue)]
    public int ApiCallsPerSecondPerOperation { get; set; }

    /// <summary>Commands of one user in a second, over all their connections to this node. Further ones get error 111.</summary>
    [Range(0, int.MaxValue)]
    public int CommandsPerSecondPerUser { get; set; }

    /// <summary>Commands of one connection in a second. Further ones get error 111; twice as many close it with 3013.</summary>
    [Range(0, int.MaxValue)]
    public int CommandsPerSecond { get; set; }

    /// <summary>Subscriptions of one connection. Further ones get error 106, server-side ones close it with 3505.</summary>
    [Range(0, int.MaxValue)]
    public int ChannelsPerConnection { get; set; } = 128;

    /// <summary>The largest message from a client, in bytes, over all its fragments. Larger ones close the connection with 1009. Cannot be 0.</summary>
    [Range(1, 1_073_741_824)]
    public int MessageBytes { get; set; } = 65_536;

    /// <summary>What may wait to be sent to one connection, in bytes. More closes it with 3008. Cannot be 0.</summary>
    [Range(1, 1_073_741_824)]
    public int OutboundQueueBytes { get; set; } = 1_048_576;

    /// <summary>Seconds in which a connection must send its connect command. Later it is closed with 3502. Cannot be 0.</summary>
    [Range(1, 3600)]
    public int UnauthenticatedSeconds { get; set; } = 10;

    /// <summary>Publications recovered at once. A larger gap is answered with <c>recovered: false</c>. Cannot be 0.</summary>
    [Range(1, 1_000_000)]
    public int RecoveredPublications { get; set; } = 300;

    /// <summary>Publications of one page of history. Larger requests are cut to this. Cannot be 0.</summary>
    [Range(1, 1_000_000)]
    public int HistoryPage { get; set; } = 10_000;

    /// <summary>How deep JSON payloads may be nested: arrays and objects that are open at once. Deeper ones get error 107. Cannot be 0.</summary>
    [Range(1, 1000)]
    public int PayloadDepth { get; set; } = 56;

    /// <summary>The publications or presence in one reply to a client, in bytes. Longer history is cut, a larger gap is not recovered, larger presence gets error 106. Cannot be 0.</summary>
    [Range(1024, 1_073_741_824)]
    public int ReplyBytes { get; set; } = 1_048_576;

    /// <summary>The texts of one tag filter, in bytes. Larger filters get error 106. Cannot be 0.</summary>
    [Range(1, 1_048_576)]
    public int TagFilterBytes { get; set; } = 8192;

    /// <summary>Comparisons and combinations of one tag filter. More get error 106. Cannot be 0.</summary>
    [Range(1, 100)]
    public int TagFilterNodes { get; set; } = 100;

    /// <summary>Levels of one tag filter, the comparisons being one. Deeper filters get error 106. Cannot be 0.</summary>
    [Range(1, 32)]
    public int TagFilterDepth { get; set; } = 10;

    /// <summary>Comparisons and combinations of all tag filters in one channel of this node: each publication may have to run all. A subscription that would pass it gets error 106.</summary>
    [Range(0, int.MaxValue)]
    public int TagFilterNodesPerChannel { get; set; } = 100_000;

    /// <summary>Streams that the memory keeps: channels that somebody has published to. A further one takes the place of the one that was not used for the longest time and that no subscription follows; where there is none, a publication gets error 108.</summary>
    [Range(0, int.MaxValue)]
    public int MemoryStreams { get; set; } = 1_000_000;

    /// <summary>What history and idempotency keys of all streams in memory may take together, in bytes. A publication beyond pushes out the oldest of its own channel, and gets error 108 where that is not enough.</summary>
    [Range(0, 1_099_511_627_776d)]
    public long MemoryHistoryBytes { get; set; } = 536_870_912;

    /// <summary>What idempotency keys and versions of channels without positions, and keys of messages, may take in memory, in bytes. What brings a further one gets error 108.</summary>
    [Range(0, 1_099_511_627_776d)]
    public long MemoryKeyBytes { get; set; } = 268_435_456;

    /// <summary>Seconds in which a client that is being sent a map channel must ask for the next page. Later it is answered 112, and begins anew. Cannot be 0.</summary>
    [Range(1, 3600)]
    public int MapCatchUpSeconds { get; set; } = 30;

    /// <summary>The longest HTTP request line, in bytes: it holds what SSE clients send. Cannot be 0.</summary>
    [Range(1024, 1_048_576)]
    public int RequestLineBytes { get; set; } = 65_536;

    /// <summary>All HTTP request headers together, in bytes. Cannot be 0.</summary>
    [Range(1024, 1_048_576)]
    public int RequestHeaderBytes { get; set; } = 32_768;
}
