using System.Text.Json;

namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>The field names of the JSON wire, encoded once.</summary>
internal static class JsonNames
{
    public static readonly JsonEncodedText ChanInfo = JsonEncodedText.Encode("chan_info");
    public static readonly JsonEncodedText Channel = JsonEncodedText.Encode("channel");
    public static readonly JsonEncodedText Client = JsonEncodedText.Encode("client");
    public static readonly JsonEncodedText Code = JsonEncodedText.Encode("code");
    public static readonly JsonEncodedText ConnInfo = JsonEncodedText.Encode("conn_info");
    public static readonly JsonEncodedText Connect = JsonEncodedText.Encode("connect");
    public static readonly JsonEncodedText Data = JsonEncodedText.Encode("data");
    public static readonly JsonEncodedText Disconnect = JsonEncodedText.Encode("disconnect");
    public static readonly JsonEncodedText Epoch = JsonEncodedText.Encode("epoch");
    public static readonly JsonEncodedText Error = JsonEncodedText.Encode("error");
    public static readonly JsonEncodedText Expires = JsonEncodedText.Encode("expires");
    public static readonly JsonEncodedText History = JsonEncodedText.Encode("history");
    public static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    public static readonly JsonEncodedText Info = JsonEncodedText.Encode("info");
    public static readonly JsonEncodedText Join = JsonEncodedText.Encode("join");
    public static readonly JsonEncodedText Leave = JsonEncodedText.Encode("leave");
    public static readonly JsonEncodedText Message = JsonEncodedText.Encode("message");
    public static readonly JsonEncodedText Node = JsonEncodedText.Encode("node");
    public static readonly JsonEncodedText NumClients = JsonEncodedText.Encode("num_clients");
    public static readonly JsonEncodedText NumUsers = JsonEncodedText.Encode("num_users");
    public static readonly JsonEncodedText Offset = JsonEncodedText.Encode("offset");
    public static readonly JsonEncodedText Ping = JsonEncodedText.Encode("ping");
    public static readonly JsonEncodedText Pong = JsonEncodedText.Encode("pong");
    public static readonly JsonEncodedText Positioned = JsonEncodedText.Encode("positioned");
    public static readonly JsonEncodedText Presence = JsonEncodedText.Encode("presence");
    public static readonly JsonEncodedText PresenceStats = JsonEncodedText.Encode("presence_stats");
    public static readonly JsonEncodedText Pub = JsonEncodedText.Encode("pub");
    public static readonly JsonEncodedText Publications = JsonEncodedText.Encode("publications");
    public static readonly JsonEncodedText Publish = JsonEncodedText.Encode("publish");
    public static readonly JsonEncodedText Push = JsonEncodedText.Encode("push");
    public static readonly JsonEncodedText Reason = JsonEncodedText.Encode("reason");
    public static readonly JsonEncodedText Reconnect = JsonEncodedText.Encode("reconnect");
    public static readonly JsonEncodedText Recoverable = JsonEncodedText.Encode("recoverable");
    public static readonly JsonEncodedText Recovered = JsonEncodedText.Encode("recovered");
    public static readonly JsonEncodedText Refresh = JsonEncodedText.Encode("refresh");
    public static readonly JsonEncodedText Rpc = JsonEncodedText.Encode("rpc");
    public static readonly JsonEncodedText Send = JsonEncodedText.Encode("send");
    public static readonly JsonEncodedText Session = JsonEncodedText.Encode("session");
    public static readonly JsonEncodedText SubRefresh = JsonEncodedText.Encode("sub_refresh");
    public static readonly JsonEncodedText Subs = JsonEncodedText.Encode("subs");
    public static readonly JsonEncodedText Subscribe = JsonEncodedText.Encode("subscribe");
    public static readonly JsonEncodedText Tags = JsonEncodedText.Encode("tags");
    public static readonly JsonEncodedText Temporary = JsonEncodedText.Encode("temporary");
    public static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
    public static readonly JsonEncodedText Ttl = JsonEncodedText.Encode("ttl");
    public static readonly JsonEncodedText Unsubscribe = JsonEncodedText.Encode("unsubscribe");
    public static readonly JsonEncodedText User = JsonEncodedText.Encode("user");
    public static readonly JsonEncodedText Version = JsonEncodedText.Encode("version");
    public static readonly JsonEncodedText WasRecovering = JsonEncodedText.Encode("was_recovering");
}
