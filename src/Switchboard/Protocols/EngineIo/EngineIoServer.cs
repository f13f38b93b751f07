using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Transports;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.EngineIo;

/// <summary>Serves Engine.IO at one address: new sessions, polls, posts and upgrades.</summary>
internal sealed class EngineIoServer(EngineIoOptions options, IEngineIoApplication application, EngineIoServices services)
{
    // Guessing a session's id must be out of the question: whoever has it may read and write there.
    private const int SidBytes = 15;

    private readonly ConcurrentDictionary<string, EngineIoSession> _sessions = new(StringComparer.Ordinal);
    private OwnLimits? _limits;

    public EngineIoOptions Options => options;

    public EngineIoServices Services => services;

    /// <summary>The sessions of this moment.</summary>
    public IEnumerable<EngineIoSession> Sessions => _sessions.Select(static entry => entry.Value);

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        if (!services.CrossOrigin.TryPass(context))
        {
            return Task.CompletedTask;
        }

        var query = EngineIoQuery.Read(context.Request.Query, options);
        if (query.IsWebSocket is not { } isWebSocket)
        {
            return EngineIoError.UnknownTransport.WriteAsync(context);
        }

        return query.Sid.Length > 0 ? ContinueAsync(context, query, isWebSocket) : BeginAsync(context, query, isWebSocket);
    }

    public bool TryGet(string sid, [MaybeNullWhen(false)] out EngineIoSession session) => _sessions.TryGetValue(sid, out session);

    /// <summary>Forgets a session: no request finds it any more.</summary>
    public void Forget(EngineIoSession session) => _sessions.TryRemove(KeyValuePair.Create(session.Sid, session));

    private Task BeginAsync(HttpContext context, EngineIoQuery query, bool isWebSocket)
    {
        if (query.Version is not { } version)
        {
            return EngineIoError.UnsupportedVersion.WriteAsync(context);
        }

        if (isWebSocket)
        {
            return IsUpgrade(context)
                ? EngineIoWebSocket.BeginAsync(context, services, place => Create(context, version, place, isWebSocket: true))
                : EngineIoError.BadRequest.WriteAsync(context);
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            return EngineIoError.BadHandshakeMethod.WriteAsync(context);
        }

        if (services.ConnectionLimiter.TryEnter(context) is not { } place)
        {
            return Task.CompletedTask;
        }

        var session = Create(context, version, place, isWebSocket: false);
        SetCookie(context, session);
        var polling = session.BeginPolling(query.WantsText);
        session.Open();
        return polling.PollAsync(context);
    }

    private Task ContinueAsync(HttpContext context, EngineIoQuery query, bool isWebSocket)
    {
        if (!TryGet(query.Sid, out var session) || session.EndIfOverdue())
        {
            return EngineIoError.UnknownSession.WriteAsync(context);
        }

        if (isWebSocket)
        {
            return IsUpgrade(context)
                ? EngineIoWebSocket.UpgradeAsync(context, services, session.BeginUpgrade())
                : EngineIoError.BadRequest.WriteAsync(context);
        }

        var isPost = HttpMethods.IsPost(context.Request.Method);
        if (session.Polling is not { } polling || (!isPost && !HttpMethods.IsGet(context.Request.Method)))
        {
            return EngineIoError.BadRequest.WriteAsync(context);
        }

        return isPost ? polling.PostAsync(context) : polling.PollAsync(context);
    }

    private EngineIoSession Create(HttpContext context, EngineIoVersion version, IDisposable place, bool isWebSocket)
    {
        var sid = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SidBytes));
        var info = new TransportInfo(isWebSocket ? "websocket" : "polling", application.Protocol, ConnectionLimiter.AddressOf(context)) { MayConnectAgain = true };
        var connection = services.Manager.Open(info, application.FormatOf(version), session: "", answersPings: false, Limits());
        connection.AuthenticationDueAt = 0;
        var session = new EngineIoSession(this, sid, version, connection, place) { ClientBegins = application.ClientBegins(version) };
        session.Conversation = application.Begin(session, context);
        session.BeginHeartbeat();
        _sessions[sid] = session;
        return session;
    }

    private void SetCookie(HttpContext context, EngineIoSession session)
    {
        if (options.CookieName is { Length: > 0 } cookie)
        {
            context.Response.Cookies.Append(
                cookie, session.Sid, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", Secure = context.Request.IsHttps });
        }
    }

    /// <summary>One object for all connections, until the hub's limits change.</summary>
    private LimitSettings Limits()
    {
        var hub = services.Settings.Current.Limits;
        var known = _limits;
        if (known is null || !ReferenceEquals(known.Hub, hub))
        {
            known = new OwnLimits(hub, application.LimitsFrom(hub) with { MessageBytes = options.MaxPayloadBytes });
            _limits = known;
        }

        return known.Own;
    }

    // A reference, which is replaced as a whole: requests of several threads come by here.
    private sealed record OwnLimits(LimitSettings Hub, LimitSettings Own);

    private static bool IsUpgrade(HttpContext context)
        => context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
}
