namespace Switchboard.Configuration.Rules;

/// <summary>The methods of the HTTP API that a key can be limited to.</summary>
internal static class ApiMethods
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "publish", "broadcast", "subscribe", "unsubscribe", "disconnect", "refresh", "presence", "presence_stats",
        "history", "history_remove", "channels", "info", "batch", "connections", "rpc", "call", "send", "inbox", "mark", "state",
        "schedule", "scheduled", "unschedule",
    ];
}
