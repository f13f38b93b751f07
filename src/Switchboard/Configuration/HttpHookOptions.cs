using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>Hooks over HTTP (webhooks), for back ends in any language. docs/hooks.md has the requests and answers.</summary>
public sealed class HttpHookOptions
{
    /// <summary>The secret that requests are signed with (<c>X-Switchboard-Signature</c>). Needed as soon as there is an address.</summary>
    public string SigningSecret { get; set; } = "";

    /// <summary>The address that decides about clients that come without a token or login. Empty asks nobody.</summary>
    public string ConnectUrl { get; set; } = "";

    /// <summary>The address that decides about subscriptions where <c>allowSubscribe</c> says <c>hook</c>. Empty asks nobody.</summary>
    public string SubscribeUrl { get; set; } = "";

    /// <summary>The address that decides about publications where <c>allowPublish</c> says <c>hook</c>. Empty asks nobody.</summary>
    public string PublishUrl { get; set; } = "";

    /// <summary>The address that answers calls where <c>allowCall</c> says <c>hook</c>. Empty asks nobody.</summary>
    public string RpcUrl { get; set; } = "";

    /// <summary>The address that decides whether connections that expire go on. Empty asks nobody.</summary>
    public string RefreshUrl { get; set; } = "";

    /// <summary>The address that decides whether subscriptions that expire go on. Empty asks nobody.</summary>
    public string SubRefreshUrl { get; set; } = "";

    /// <summary>The address that is told what has happened. Empty tells nobody.</summary>
    public string EventsUrl { get; set; } = "";

    /// <summary>What <see cref="EventsUrl"/> is told of.</summary>
    public HookEventKinds Events { get; set; } = HookEventKinds.Connected | HookEventKinds.Disconnected | HookEventKinds.Subscribed
        | HookEventKinds.Unsubscribed | HookEventKinds.Published | HookEventKinds.MessageSent | HookEventKinds.MessageReceived
        | HookEventKinds.MessageReceipt;

    /// <summary>Headers of the client's HTTP request that deciding requests carry on, such as <c>Cookie</c>.</summary>
    public List<string> Headers { get; set; } = [];

    /// <summary>Headers that clients give in their connect command (untrusted) and that the connect request carries on, where the HTTP request has none of the name.</summary>
    public List<string> ClientHeaders { get; set; } = [];

    /// <summary>Whether deciding requests have the connection's <c>meta</c>.</summary>
    public bool IncludeMeta { get; set; }

    /// <summary>Milliseconds for one request. Deciding ones are bound by <c>hooks.decisionTimeoutMilliseconds</c>, too.</summary>
    [Range(10, 300_000)]
    public int TimeoutMilliseconds { get; set; } = 3000;

    /// <summary>The largest answer, in bytes. A larger one counts as a failure.</summary>
    [Range(256, 67_108_864)]
    public int MaxResponseBytes { get; set; } = 262_144;

    /// <summary>The most events of one request.</summary>
    [Range(1, 10_000)]
    public int EventsPerRequest { get; set; } = 100;

    /// <summary>Events that may wait to be sent. At more, whoever causes them waits, until <c>hooks.observationTimeoutMilliseconds</c> are over.</summary>
    [Range(1, 10_000_000)]
    public int QueuedEvents { get; set; } = 10_000;

    /// <summary>Seconds for which events are sent again when the receiver fails; then they are dropped, counted and logged.</summary>
    [Range(0, 604_800)]
    public int RetrySeconds { get; set; } = 3600;

    /// <summary>Seconds that a <c>disconnected</c> event waits. If the same user connects meanwhile, it is not sent. 0 sends it at once.</summary>
    [Range(0, 86_400)]
    public int DisconnectGraceSeconds { get; set; }
}
