using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>One-time connection tickets.</summary>
public sealed class TicketingOptions
{
    /// <summary>Where they are kept: in the memory of the node that made them, in the durable store, or in Redis, for several nodes or other programs that make them. Needs a restart.</summary>
    public TicketStorage Storage { get; set; } = TicketStorage.Memory;

    /// <summary>How they lie in Redis: in the hub's own form, or in that of programs that write <c>wstoken</c> keys. Needs a restart.</summary>
    public TicketRedisFormat RedisFormat { get; set; } = TicketRedisFormat.Switchboard;

    /// <summary>Seconds for which a ticket waits to be used, where whoever makes it says nothing. With <c>wsToken</c>, all of them, and a change needs a restart there.</summary>
    [Range(1, 3600)]
    public int TtlSeconds { get; set; } = 20;

    /// <summary>Seconds for which a ticket that was used or has expired is remembered: who brings it again is told so, and later that it is unknown.</summary>
    [Range(0, 3600)]
    public int TombstoneSeconds { get; set; } = 60;

    /// <summary>Seconds between searches for tickets of <c>wsToken</c> that nobody used, which have no expiry. Needs a restart.</summary>
    [Range(1, 3600)]
    public int SweepSeconds { get; set; } = 30;

    /// <summary>How many tickets the memory holds, those that it only remembers included. More get error 106.</summary>
    [Range(1, 10_000_000)]
    public int MaxInMemory { get; set; } = 100_000;

    /// <summary>The most bytes of what a ticket says: its info, meta, claims and channels. More get error 106.</summary>
    [Range(256, 1_048_576)]
    public int MaxBytes { get; set; } = 16_384;

    /// <summary>Seconds by which the clocks of nodes and programs that make tickets may differ: a ticket that was made later than that in the future counts as expired.</summary>
    [Range(0, 3600)]
    public int ClockSkewSeconds { get; set; } = 5;
}

/// <summary>Where tickets are kept.</summary>
public enum TicketStorage
{
    /// <summary>In the memory of the node that made them.</summary>
    Memory,

    /// <summary>In the durable store.</summary>
    Durable,

    /// <summary>In Redis.</summary>
    Redis,
}

/// <summary>How tickets lie in Redis.</summary>
public enum TicketRedisFormat
{
    /// <summary>The hub's own: hashed, with an expiry.</summary>
    Switchboard,

    /// <summary>A key <c>wstoken</c> and 32 hexadecimal digits, which holds <c>{"user", "time"}</c>, without an expiry.</summary>
    WsToken,
}

/// <summary>Redis.</summary>
public sealed class RedisOptions
{
    /// <summary>Where it is, such as <c>localhost:6379,password=…</c>, as StackExchange.Redis has it. Better kept in the environment. Needs a restart.</summary>
    public string Connection { get; set; } = "";
}
