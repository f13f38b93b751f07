using Microsoft.Extensions.DependencyInjection;
using Switchboard.Commands.Connect;
using Switchboard.Identity.Audit;
using Switchboard.Identity.Devices;
using Switchboard.Identity.SignIn;

namespace Switchboard.Identity;

/// <summary>Adds accounts, devices and audit to a hub.</summary>
public static class IdentityBuilderExtensions
{
    /// <summary>Adds what the options <c>accounts</c>, <c>devices</c> and <c>audit</c> turn on.</summary>
    /// <param name="builder">The hub.</param>
    /// <returns>The same builder.</returns>
    public static ISwitchboardBuilder AddIdentity(this ISwitchboardBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddAudit();
        builder.AddDevices();
        builder.Services.AddAccounts();

        // Behind the others: a cookie or a password goes before the certificate.
        builder.Services.AddSingleton<IConnectVerifier, CertificateVerifier>();
        return builder;
    }
}
