namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>The names of commands in JSON; replies have the same.</summary>
internal static class JsonRequestFields
{
    /// <summary>The command that the property at hand names.</summary>
    public static RequestField Of(scoped in JsonSource source) => source switch
    {
        _ when source.NameIs("publish"u8) => RequestField.Publish,
        _ when source.NameIs("rpc"u8) => RequestField.Rpc,
        _ when source.NameIs("subscribe"u8) => RequestField.Subscribe,
        _ when source.NameIs("connect"u8) => RequestField.Connect,
        _ when source.NameIs("unsubscribe"u8) => RequestField.Unsubscribe,
        _ when source.NameIs("presence"u8) => RequestField.Presence,
        _ when source.NameIs("presence_stats"u8) => RequestField.PresenceStats,
        _ when source.NameIs("history"u8) => RequestField.History,
        _ when source.NameIs("ping"u8) => RequestField.Ping,
        _ when source.NameIs("send"u8) => RequestField.Send,
        _ when source.NameIs("refresh"u8) => RequestField.Refresh,
        _ when source.NameIs("sub_refresh"u8) => RequestField.SubRefresh,
        _ => RequestField.None,
    };
}
