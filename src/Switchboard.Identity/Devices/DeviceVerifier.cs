using System.Security.Cryptography;
using Switchboard.Commands.Connect;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Names;
using Switchboard.Results;
using ConnectIdentity = Switchboard.Commands.Connect.Identity;

namespace Switchboard.Identity.Devices;

/// <summary>Checks what devices connect with.</summary>
internal sealed class DeviceVerifier(DeviceStore store, DeviceSecret secret, DeviceLogins logins, SettingsHolder settings, TimeProvider time) : IConnectVerifier
{
    // The clocks of nodes may differ by as much.
    private const long ClockSkewMilliseconds = 5000;

    private static readonly ErrorCode _expired = Refusal("expired");
    private static readonly ErrorCode _used = Refusal("used");

    // Checked where there is no such device, so that the time tells nothing.
    private static readonly DeviceKey _nobody = CreateNobody();

    /// <inheritdoc/>
    public string Way => "device";

    /// <inheritdoc/>
    public bool Takes(Connection connection, ConnectRequest request) => settings.Current.Devices.Enabled && DeviceToken.IsOne(request.Token);

    /// <inheritdoc/>
    public async ValueTask<Result<ConnectIdentity>> VerifyAsync(Connection connection, ConnectRequest request, CancellationToken cancellationToken)
    {
        if (DeviceToken.TryParse(request.Token) is not { } token || DeviceHost.Of(connection.Transport.Handshake?.Host ?? "") is not { } host)
        {
            return CloseCodes.InvalidToken;
        }

        return await VerifyAsync(token, host, connection.Transport.RemoteAddress, cancellationToken);
    }

    /// <summary>What a device is subscribed to, where the server does that.</summary>
    public static IReadOnlyDictionary<string, ServerSubscription> SubscriptionsOf(string device)
        => new Dictionary<string, ServerSubscription>(StringComparer.Ordinal) { [ChannelNames.Device(device)] = ServerSubscription.Plain };

    private async ValueTask<Result<ConnectIdentity>> VerifyAsync(DeviceToken token, string host, string address, CancellationToken cancellationToken)
    {
        if (DeviceNonce.TryRead(await secret.GetAsync(cancellationToken), token.Nonce, token.Device, host) is not { } nonce)
        {
            return CloseCodes.InvalidToken;
        }

        var device = await store.FindAsync(token.Device, cancellationToken);
        var key = device is null ? _nobody : DeviceKey.Stored(device.Value.Algorithm, device.Value.PublicKey);
        if (!key.Verify(token.SignedData(host), token.Signature) || device is null)
        {
            return CloseCodes.InvalidToken;
        }

        // Only who has the key learns anything of what follows.
        if (device.Value.IsDisabled)
        {
            return CloseCodes.PermissionDenied;
        }

        if (!IsInTime(nonce))
        {
            return _expired;
        }

        return await logins.TryUseAsync(token.Device, nonce, address, cancellationToken) ? IdentityOf(token.Device) : _used;
    }

    private bool IsInTime(DeviceNonce nonce)
    {
        var age = time.GetUtcNow().ToUnixTimeMilliseconds() - nonce.IssuedAt;
        return age >= -ClockSkewMilliseconds && age < settings.Current.Devices.ChallengeSeconds * 1000L;
    }

    private ConnectIdentity IdentityOf(string device)
    {
        var identity = new ConnectIdentity(new Principal { Kind = PrincipalKind.Device, UserId = device });
        return settings.Current.Devices.Subscribe ? identity with { Subscriptions = SubscriptionsOf(device) } : identity;
    }

    private static ErrorCode Refusal(string reason) => ErrorCodes.TokenExpired with { Details = new ErrorDetails { Reason = reason } };

    private static DeviceKey CreateNobody()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new DeviceKey(DeviceKeyAlgorithm.P256, key.ExportSubjectPublicKeyInfo());
    }
}
