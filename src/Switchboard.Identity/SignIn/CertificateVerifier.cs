using Switchboard.Commands.Connect;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Identity.Accounts;
using Switchboard.Identity.Devices;
using Switchboard.Results;
using ConnectIdentity = Switchboard.Commands.Connect.Identity;

namespace Switchboard.Identity.SignIn;

/// <summary>Keeps out who is identified by a certificate and is a device, or has an account, that was disabled: the certificate goes on being valid.</summary>
/// <remarks>Who is not registered comes in by the certificate alone.</remarks>
internal sealed class CertificateVerifier(DeviceStore devices, AccountStore accounts, SettingsHolder settings) : IConnectVerifier
{
    /// <inheritdoc/>
    public string Way => CertificateIdentification.Way;

    /// <inheritdoc/>
    public bool Takes(Connection connection, ConnectRequest request)
        => (settings.Current.Devices.Enabled || settings.Current.Accounts.Enabled)
            && request.Token.Length == 0
            && ApplicationIdentification.Identify(connection, settings.Current) is null
            && CertificateIdentification.Identify(connection) is not null;

    /// <inheritdoc/>
    public async ValueTask<Result<ConnectIdentity>> VerifyAsync(Connection connection, ConnectRequest request, CancellationToken cancellationToken)
    {
        var identity = CertificateIdentification.Identify(connection)!;
        try
        {
            return await IsDisabledAsync(identity.Principal, cancellationToken) ? CloseCodes.PermissionDenied : WithOwnChannel(identity);
        }
        catch (SwitchboardException exception)
        {
            return exception.Error;
        }
    }

    private ValueTask<bool> IsDisabledAsync(Principal principal, CancellationToken cancellationToken) => principal.Kind switch
    {
        PrincipalKind.Device when settings.Current.Devices.Enabled => IsDisabledDeviceAsync(principal.UserId, cancellationToken),
        PrincipalKind.User when settings.Current.Accounts.Enabled => IsDisabledAccountAsync(principal.UserId, cancellationToken),
        _ => ValueTask.FromResult(false),
    };

    private async ValueTask<bool> IsDisabledDeviceAsync(string id, CancellationToken cancellationToken)
        => await devices.FindAsync(id, cancellationToken) is { Value.IsDisabled: true };

    private async ValueTask<bool> IsDisabledAccountAsync(string user, CancellationToken cancellationToken)
        => AccountNames.Normalize(user) is { } id && await accounts.FindAsync(id, cancellationToken) is { IsDisabled: true };

    private ConnectIdentity WithOwnChannel(ConnectIdentity identity)
        => identity.Principal.Kind == PrincipalKind.Device && settings.Current.Devices is { Enabled: true, Subscribe: true }
            ? identity with { Subscriptions = DeviceVerifier.SubscriptionsOf(identity.Principal.UserId) }
            : identity;
}
