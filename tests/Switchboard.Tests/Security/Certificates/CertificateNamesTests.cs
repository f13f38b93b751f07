using Switchboard.Configuration;
using Switchboard.Security.Certificates;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.Security.Certificates;

public sealed class CertificateNamesTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    [Theory]
    [InlineData("CN=ann", CertificateName.CommonName, "ann")]
    [InlineData("CN=ann, O=Example", CertificateName.CommonName, "ann")]
    [InlineData("O=Example", CertificateName.CommonName, null)]
    [InlineData("CN=ann, CN=root", CertificateName.CommonName, null)]
    [InlineData("CN=ann", CertificateName.Email, "ann@example.com")]
    [InlineData("CN=ann", CertificateName.Uri, "urn:device:7")]
    [InlineData("CN=ann", CertificateName.DnsName, null)]
    public void Single_Name_IsTheOneThatThereIs(string subject, CertificateName kind, string? expected)
    {
        using var certificate = _authority.IssueClient(subject, static names =>
        {
            names.AddEmailAddress("ann@example.com");
            names.AddUri(new Uri("urn:device:7"));
            names.AddDnsName("one.example.com");
            names.AddDnsName("two.example.com");
        });

        Assert.Equal(expected, CertificateNames.Single(certificate, kind));
    }

    [Theory]
    [InlineData("hub.example.com", "hub.example.com")]
    [InlineData("HUB.example.com", "hub.example.com")]
    [InlineData("a.example.com", "*.example.com")]
    [InlineData("a.b.example.com", "first.example.org")]
    [InlineData("example.com", "first.example.org")]
    [InlineData("unknown", "first.example.org")]
    [InlineData("", "first.example.org")]
    [InlineData(null, "first.example.org")]
    public void For_Host_IsTheNearestCertificate(string? host, string expected)
    {
        string[] hosts = ["first.example.org", "*.example.com", "hub.example.com"];
        var set = new CertificateSet([.. hosts.Select(name => new ServerCertificate(_authority.IssueServer(name), [], []))]);

        Assert.Equal([expected], set.For(host).Hosts, StringComparer.Ordinal);
    }

    public void Dispose() => _authority.Dispose();
}
