using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Hooks;
using Switchboard.Json;
using Switchboard.Results;
using Switchboard.Security.Access;

namespace Switchboard.Commands.Connect;

/// <summary>Finds out who a client is: by what it brings, by the application's own login, and by what the hooks say.</summary>
internal sealed class ConnectIdentification(IEnumerable<IConnectVerifier> verifiers, TokenVerifier tokens, HookDecisions hooks, AccessRegistry access, SettingsHolder settings, TimeProvider time)
{
    private static readonly ErrorCode _notYet = ErrorCodes.Internal with { Message = $"{ErrorCodes.Internal.Message}: who may connect has not been read yet" };

    private readonly IConnectVerifier[] _verifiers = [.. verifiers, tokens];

    public async ValueTask<Result<Identity>> IdentifyAsync(Connection connection, ConnectRequest request, CancellationToken cancellationToken)
    {
        if (!access.IsLoaded && settings.Current.Security.IsDurable)
        {
            return _notYet;
        }

        var asksHook = hooks.Has(HookKinds.Connecting);
        var identification = FindVerifier(connection, request) is { } verifier
            ? await VerifyAsync(verifier, connection, request, cancellationToken)
            : IdentifyWithoutToken(connection, asksHook);
        if (!identification.IsSuccess || IsBlocked(identification.Value!))
        {
            return identification.IsSuccess ? CloseCodes.PermissionDenied : identification;
        }

        var decided = asksHook ? await AskAsync(connection, request, identification.Value!) : identification;
        return decided.IsSuccess && IsBlocked(decided.Value!) ? CloseCodes.PermissionDenied : decided;
    }

    // A hook may say who it is: what it says is asked about, too.
    private bool IsBlocked(Identity identity) => access.Current.IsBlocked(identity.Principal.UserId, time.GetUtcNow());

    private IConnectVerifier? FindVerifier(Connection connection, ConnectRequest request)
    {
        foreach (var verifier in _verifiers)
        {
            if (verifier.Takes(connection, request))
            {
                return verifier;
            }
        }

        return null;
    }

    private static async ValueTask<Result<Identity>> VerifyAsync(IConnectVerifier verifier, Connection connection, ConnectRequest request, CancellationToken cancellationToken)
    {
        var verified = await verifier.VerifyAsync(connection, request, cancellationToken);
        return verified.IsSuccess ? verified.Value! with { Way = verifier.Way } : verified;
    }

    private Result<Identity> IdentifyWithoutToken(Connection connection, bool asksHook)
    {
        var current = settings.Current;
        if ((ApplicationIdentification.Identify(connection, current) ?? CertificateIdentification.Identify(connection)) is { } known)
        {
            return known;
        }

        return current.AllowAnonymous || asksHook
            ? new Identity(Principal.Anonymous) { Way = current.AllowAnonymous ? "anonymous" : "hook", IsUndecided = !current.AllowAnonymous }
            : ErrorCodes.Unauthorized;
    }

    private async ValueTask<Result<Identity>> AskAsync(Connection connection, ConnectRequest request, Identity identity)
    {
        var handshake = connection.Transport.Handshake;
        var context = new ConnectingContext
        {
            Connection = ConnectionDescription.Of(connection) with { ClientName = request.ClientName, Principal = identity.Principal },
            IsUndecided = identity.IsUndecided,
            HasToken = identity.HasToken,
            Principal = identity.Principal,
            ExpiresAt = identity.ExpiresAt,
            Data = identity.TookData ? default : request.Data,
            RequestedChannels = [.. request.Subscriptions.Keys],
            User = handshake?.User,
            Header = ConnectionDescription.HeadersOf(connection),
            ClientHeaders = request.Headers,
        };
        var decision = await hooks.ConnectingAsync(context);
        if (!decision.IsSuccess)
        {
            return decision.As<Identity>();
        }

        if (identity.IsUndecided && !context.IsAllowed && context.Principal.Kind == PrincipalKind.Anonymous)
        {
            return ErrorCodes.Unauthorized;
        }

        return Changed(identity, context);
    }

    private static Identity Changed(Identity identity, ConnectingContext context)
    {
        var subscriptions = new Dictionary<string, ServerSubscription>(identity.Subscriptions, StringComparer.Ordinal);
        foreach (var (channel, options) in context.Subscriptions)
        {
            subscriptions[channel] = new ServerSubscription(
                options with { Info = ApplicationJson.Check(options.Info), Data = ApplicationJson.Check(options.Data) }, IsRequired: true);
        }

        var info = ApplicationJson.Check(context.Principal.Info);
        return identity with
        {
            Principal = info.Equals(context.Principal.Info) ? context.Principal : context.Principal with { Info = info },
            ExpiresAt = context.ExpiresAt,
            ReplyData = ApplicationJson.Check(context.ReplyData),
            Subscriptions = subscriptions,
        };
    }
}
