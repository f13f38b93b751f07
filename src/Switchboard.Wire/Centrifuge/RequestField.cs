namespace Switchboard.Wire.Centrifuge;

/// <summary>The requests that a command may hold, by their field numbers; where there are several, the smallest one counts.</summary>
internal enum RequestField
{
    None = 0,
    Connect = 4,
    Subscribe = 5,
    Unsubscribe = 6,
    Publish = 7,
    Presence = 8,
    PresenceStats = 9,
    History = 10,
    Ping = 11,
    Send = 12,
    Rpc = 13,
    Refresh = 14,
    SubRefresh = 15,
}
