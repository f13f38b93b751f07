namespace Switchboard.Redis;

/// <summary>Redis, and how tickets lie in it.</summary>
public sealed class RedisStoreOptions
{
    /// <summary>Where it is, such as <c>localhost:6379,password=…</c>, as StackExchange.Redis has it.</summary>
    public string Connection { get; set; } = "";

    /// <summary>What the hub's own keys begin with.</summary>
    public string Prefix { get; set; } = "switchboard:";

    /// <summary>Whether tickets are those of other programs: a key <c>wstoken</c> and 32 hexadecimal digits, which holds <c>{"user", "time"}</c> and has no expiry.</summary>
    public bool UseWsTokens { get; set; }

    /// <summary>How long a ticket of that form may be used, counted from its time, which is in whole seconds; the last one included.</summary>
    public TimeSpan WsTokenLifetime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>By how much the clocks of those programs may be ahead of this one.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The time between searches for tickets of that form that nobody used.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(30);
}
