using System.Diagnostics;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Hooks;
using Switchboard.Outbound;

namespace Switchboard.Connections;

/// <summary>One client's transport session. Safe to call from any thread, also from within fan-out: nothing here waits or calls back.</summary>
[DebuggerDisplay("{Id} {Principal.UserId}")]
internal sealed partial class Connection : IThreadPoolWorkItem, ITransportConnection, IOutboundOwner
{
    private readonly Lock _lock = new();
    private readonly IConnectionOwner _owner;
    private SubscriptionTable _subscriptions;
    private CommandRateLimiter _budget;
    private ClientInfo? _info;
    private Principal _principal = Principal.Anonymous;
    private CloseCode? _closeCode;
    private volatile bool _isReady;
    private volatile bool _isAuthenticated;
    private long _connectedAt;

    public Connection(string id, TransportInfo transport, WireFormat format, LimitSettings limits, IConnectionOwner owner, OutboundCounters counters)
    {
        Id = id;
        Transport = transport;
        Format = format;
        Limits = limits;
        _owner = owner;
        Outbound = new OutboundQueue(format.Framing, limits.OutboundQueueBytes, counters, this);
    }

    /// <summary>The client id, unique across nodes.</summary>
    public string Id { get; }

    /// <summary>How the client is connected.</summary>
    public TransportInfo Transport { get; set; }

    /// <summary>How what it receives is encoded.</summary>
    public WireFormat Format { get; }

    /// <summary>The limits in force when it connected.</summary>
    public LimitSettings Limits { get; }

    /// <summary>What waits to be sent.</summary>
    public OutboundQueue Outbound { get; }

    /// <summary>Who is behind it; anonymous until authenticated.</summary>
    public Principal Principal => Volatile.Read(ref _principal);

    /// <summary>Whether it has been authenticated, be it as anonymous.</summary>
    public bool IsAuthenticated => _isAuthenticated;

    /// <summary>The channels that its token names. Only for the connection's commands.</summary>
    public TokenChannel[] TokenChannels { get; set; } = [];

    /// <summary>A secret by which requests of other HTTP connections reach this one; empty for none.</summary>
    public string Session { get; init; } = "";

    /// <summary>What observing hooks are yet to be told of it; null where nobody observes.</summary>
    public HookEventQueue? Events { get; init; }

    /// <summary>Whether it has a place among those of its user that all nodes count.</summary>
    public bool HasPlace { get; set; }

    /// <summary>Why it is closing; null while it is open.</summary>
    public CloseCode? CloseCode => Volatile.Read(ref _closeCode);

    public bool IsOpen => CloseCode is null;

    /// <summary>
    /// Whether the connect reply is queued. Before, nothing but that may be sent, and a channel that is taken on behalf of somebody
    /// else would be one that the connect command finds taken.
    /// </summary>
    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }

    /// <summary>When the client was authenticated.</summary>
    public DateTimeOffset ConnectedAt => new(Volatile.Read(ref _connectedAt), TimeSpan.Zero);

    /// <summary>The client library's name and version, as it says.</summary>
    public string ClientName { get; private set; } = "";

    /// <summary>How others see the connection itself.</summary>
    public ClientInfo Info => _info ?? new ClientInfo(Principal.UserId, Id, Principal.Info);

    /// <summary>Records who is behind the connection.</summary>
    public void Authenticate(Principal principal, string clientName, DateTimeOffset time)
    {
        ReplacePrincipal(principal);
        ClientName = clientName;
        Volatile.Write(ref _connectedAt, time.UtcTicks);
        _isAuthenticated = true;
    }

    /// <summary>Forgets who is behind the connection: it is anonymous again, and may be authenticated anew.</summary>
    public void Deauthenticate()
    {
        _isAuthenticated = false;
        ClientName = "";
        TokenChannels = [];
        ReplacePrincipal(Principal.Anonymous);
    }

    /// <summary>Replaces who is behind the connection, after a refresh. Its subscriptions show it from now on.</summary>
    public void ReplacePrincipal(Principal principal)
    {
        lock (_lock)
        {
            Volatile.Write(ref _principal, principal);
            var info = new ClientInfo(principal.UserId, Id, principal.Info);
            _info = info;
            foreach (var subscription in _subscriptions.ToArray())
            {
                subscription.Show(info);
            }
        }
    }

    /// <summary>Whether an instruction about a target is about this connection.</summary>
    public bool IsMeantBy(ConnectionTarget target)
        => (target.User is null || Principal.UserId == target.User)
            && (target.Client is null || Id == target.Client)
            && (target.Session is null || Session == target.Session)
            && !target.Except.Contains(Id, StringComparer.Ordinal);

    /// <summary>Whether an instruction to decide anew is about this connection.</summary>
    public bool IsMeantBy(RecheckInstruction recheck)
        => IsMeantBy(recheck.Target) && (recheck.Role.Length == 0 || Principal.Roles.Contains(recheck.Role, StringComparer.Ordinal));

    /// <summary>Whether it was let in by the token of an id; by any, where that is empty.</summary>
    public bool CameBy(string tokenId) => tokenId.Length == 0 ? IsRenewedByClient : Principal.TokenId == tokenId;

    /// <summary>Queues a push. Closes the connection as slow where the queue is full.</summary>
    /// <param name="push">The push.</param>
    /// <param name="format">How it is encoded, where not as everything else; must be shared.</param>
    /// <param name="isRequested">Whether the client asked for the channel: what cannot be carried closes the connection then, and is left out else.</param>
    public void Send(Push push, WireFormat? format = null, bool isRequested = false)
    {
        if (push is PublicationArrived { Publication: { IsJson: false } publication } && !CanCarry(publication))
        {
            Refuse(push.Channel, isRequested);
            return;
        }

        if (format is not null || Format.IsShared)
        {
            Send(push.FrameFor(format ?? Format));
            return;
        }

        // A format of this connection alone counts positions as it encodes: encoding and queueing must be one step.
        lock (Format)
        {
            Send(Format.Encode(push));
        }
    }

    /// <summary>Whether the wire can carry a publication.</summary>
    public bool CanCarry(Publication publication) => publication.IsJson || Format.CarriesBinary;

    /// <summary>Queues an encoded message.</summary>
    public void Send(in OutboundFrame frame)
    {
        if (!Outbound.Enqueue(frame))
        {
            Close(CloseCodes.Slow);
        }
    }

    /// <summary>Ends the connection: the client is told why, and everything that it held is let go. Further calls do nothing.</summary>
    public void Close(CloseCode code) => Close(code, null);

    /// <summary>Ends the connection with a last frame of the transport's own making.</summary>
    public void Close(CloseCode code, OutboundFrame? last)
    {
        if (Interlocked.CompareExchange(ref _closeCode, code, null) is not null)
        {
            return;
        }

        Outbound.Finish(last ?? AttachedTransport?.EncodeClose(code) ?? Format.EncodeClose(code), dropWaiting: code == CloseCodes.Slow);
        ReleaseSoon();
    }

    /// <summary>Ends a connection whose client is gone or has said goodbye: nothing more is sent.</summary>
    public void CloseSilently(CloseCode code)
    {
        if (Interlocked.CompareExchange(ref _closeCode, code, null) is null)
        {
            ReleaseSoon();
        }

        Outbound.Abandon();
    }

    private void Refuse(string channel, bool isRequested)
    {
        if (isRequested)
        {
            Close(CloseCodes.InappropriateProtocol);
        }
        else
        {
            _owner.Skip(this, channel);
        }
    }

    // Closing may happen under a channel's lock, where other channels must not be touched.
    private void ReleaseSoon() => TurnEnd.Do(this);

    void IThreadPoolWorkItem.Execute() => _owner.Release(this);

    /// <summary>What carries its bytes; null until the transport says so.</summary>
    public IConnectionTransport? AttachedTransport { get; set; }

    int ITransportConnection.MaxMessageBytes => Limits.MessageBytes;

    Task ITransportConnection.Sent => Outbound.Ended;

    void ITransportConnection.AttachTransport(IConnectionTransport carrier) => AttachedTransport = carrier;

    void ITransportConnection.Start(IOutboundSink sink) => Outbound.Start(sink);

    ValueTask ITransportConnection.RepliesTakenAsync() => Outbound.RepliesTakenAsync();

    void IOutboundOwner.OnDrainFailed(Exception exception)
    {
        CloseSilently(CloseCodes.InternalError);
        AttachedTransport?.Cut();
        _owner.OnDrainFailed(this, exception);
    }

    void ITransportConnection.OnTransportEnded() => CloseSilently(CloseCodes.ConnectionClosed);
}
