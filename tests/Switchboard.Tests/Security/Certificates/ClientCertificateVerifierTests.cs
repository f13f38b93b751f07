using Switchboard.Configuration;
using Switchboard.Security.Certificates;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.Security.Certificates;

public sealed class ClientCertificateVerifierTests
{
    [Theory]
    [InlineData(CertificatePrincipal.User, "CN=ann", PrincipalKind.User)]
    [InlineData(CertificatePrincipal.Device, "CN=ann", PrincipalKind.Device)]
    [InlineData(CertificatePrincipal.Device, "O=Example", null)]
    [InlineData(CertificatePrincipal.None, "CN=ann", null)]
    public void PrincipalOf_Certificate_IsWhatTheOptionsSay(CertificatePrincipal principal, string subject, PrincipalKind? expected)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.IssueClient(subject);
        var verifier = ClientCertificateVerifier.Create(new ClientCertificateOptions { Mode = ClientCertificateMode.Require, Principal = principal });

        var found = verifier.PrincipalOf(certificate);

        Assert.Equal(expected, found?.Kind);
        Assert.Equal(expected is null ? null : "ann", found?.UserId);
    }
}
