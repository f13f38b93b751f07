using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>How the application's hooks are called.</summary>
public sealed class HookOptions
{
    /// <summary>Milliseconds that all deciding hooks together have for one decision. Later it is an internal error (100).</summary>
    [Range(10, 300_000)]
    public int DecisionTimeoutMilliseconds { get; set; } = 5000;

    /// <summary>Milliseconds that an observing hook has for one event. Later it counts as failed, and the next event comes.</summary>
    [Range(10, 300_000)]
    public int ObservationTimeoutMilliseconds { get; set; } = 10_000;

    /// <summary>Events of one connection that may wait for an observing hook. At more, the connection's own commands wait; what the server does to it is dropped, counted and logged.</summary>
    [Range(1, 1_000_000)]
    public int QueuedEvents { get; set; } = 256;

    /// <summary>Hooks over HTTP (webhooks), for back ends in any language.</summary>
    public HttpHookOptions Http { get; set; } = new();
}

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

    /// <summary>The address that decides who sets entries of map channels where <c>allowMapPublish</c>, or <c>allowPublish</c> in its place, says <c>hook</c>. Empty asks nobody.</summary>
    public string MapPublishUrl { get; set; } = "";

    /// <summary>The address that decides who removes entries of map channels where <c>allowMapRemove</c>, or <c>allowPublish</c> in its place, says <c>hook</c>. Empty asks nobody.</summary>
    public string MapRemoveUrl { get; set; } = "";

    /// <summary>The address that gives the entries of map channels that the application has (<c>mapExternalState</c>). Empty asks nobody.</summary>
    public string MapReadUrl { get; set; } = "";

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
        | HookEventKinds.MessageReceipt | HookEventKinds.Job;

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

/// <summary>A set of events that hooks may be told of. Written as a list of names.</summary>
[Flags]
public enum HookEventKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Clients were let in.</summary>
    Connected = 1,

    /// <summary>Connections ended.</summary>
    Disconnected = 2,

    /// <summary>Subscriptions began.</summary>
    Subscribed = 4,

    /// <summary>Subscriptions ended.</summary>
    Unsubscribed = 8,

    /// <summary>Publications were taken.</summary>
    Published = 16,

    /// <summary>Messages were sent to users.</summary>
    MessageSent = 32,

    /// <summary>Clients sent messages to the application.</summary>
    MessageReceived = 64,

    /// <summary>The state of messages that services sent has changed.</summary>
    MessageReceipt = 128,

    /// <summary>Something has become of jobs.</summary>
    Job = 256,
}
