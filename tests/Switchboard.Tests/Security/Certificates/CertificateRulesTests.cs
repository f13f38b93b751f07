using System.Security.Cryptography.X509Certificates;
using Switchboard.Configuration;
using Switchboard.Security.Certificates;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.Security.Certificates;

/// <summary>What is told about certificates that cannot be used, and that no secret is told with it.</summary>
public sealed class CertificateRulesTests : IDisposable
{
    private const string Password = "open sesame";
    private const string Host = "hub.example.com";

    private readonly TestAuthority _authority = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static readonly Dictionary<string, Func<CertificateRulesTests, CertificateOptions>> _good = new(StringComparer.Ordinal)
    {
        ["key in a file"] = static test => test.Pem(test._authority.IssueServer(Host)),
        ["key behind the certificate"] = static test => test.Pem(test._authority.IssueServer(Host), isOneFile: true),
        ["RSA"] = static test => test.Pem(test._authority.Issue(new("CN=a") { Hosts = [Host], IsRsa = true })),
        ["encrypted key"] = static test => test.Pem(test._authority.IssueServer(Host), Password).With(options => options.Password = Password),
        ["password in a file"] = static test => test.Pem(test._authority.IssueServer(Host), Password).With(options => options.PasswordFile = test.Write("password", Password + "\n")),
        ["PFX"] = static test => test.Pfx(Password).With(options => options.Password = Password),
        ["PFX without password"] = static test => test.Pfx(""),
        ["host"] = static test => test.Pem(test._authority.IssueServer(Host)).With(static options => options.Hosts = [Host]),
        ["wildcard"] = static test => test.Pem(test._authority.IssueServer("*.example.com")).With(static options => options.Hosts = ["*.example.com", "a.example.com"]),
    };

    private static readonly Dictionary<string, (string Option, Func<CertificateRulesTests, CertificateOptions> Make)> _bad = new(StringComparer.Ordinal)
    {
        ["nothing"] = ("file", static _ => new CertificateOptions()),
        ["file and store"] = ("file", static _ => new CertificateOptions { File = "a", Thumbprint = "b" }),
        ["missing file"] = ("file", static test => new CertificateOptions { File = test.PathOf("nowhere.pem") }),
        ["folder"] = ("file", static test => new CertificateOptions { File = test._folder.FullName }),
        ["empty file"] = ("file", static test => new CertificateOptions { File = test.Write("empty", "") }),
        ["garbage"] = ("file", static test => new CertificateOptions { File = test.Write("garbage", "no certificate") }),
        ["huge"] = ("file", static test => new CertificateOptions { File = test.Write("huge", new string('a', 2_000_000)) }),
        ["damaged PEM"] = ("file", static test => new CertificateOptions { File = test.Write("damaged", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----") }),
        ["key alone"] = ("file", static test => new CertificateOptions { File = test.Write("key", TestAuthority.KeyOf(test._authority.IssueServer(Host))) }),
        ["no key"] = ("file", static test => new CertificateOptions { File = test.Write("alone", test._authority.IssueServer(Host).ExportCertificatePem()) }),
        ["missing key file"] = ("keyFile", static test => test.Pem(test._authority.IssueServer(Host)).With(options => options.KeyFile = test.PathOf("nowhere"))),
        ["key file without a key"] = ("keyFile", static test => test.Pem(test._authority.IssueServer(Host)).With(static options => options.KeyFile = options.File)),
        ["key of another certificate"] = ("keyFile", static test => test.Pem(test._authority.IssueServer(Host)).With(options => options.KeyFile = test.Write("other", TestAuthority.KeyOf(test._authority.IssueServer(Host))))),
        ["key of another kind"] = ("keyFile", static test => test.Pem(test._authority.Issue(new("CN=a") { IsRsa = true })).With(options => options.KeyFile = test.Write("other", TestAuthority.KeyOf(test._authority.IssueServer(Host))))),
        ["old encryption"] = ("keyFile", static test => test.Pem(test._authority.IssueServer(Host)).With(options => options.KeyFile = test.Write("old", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----"))),
        ["no password"] = ("password", static test => test.Pem(test._authority.IssueServer(Host), Password)),
        ["wrong password"] = ("password", static test => test.Pem(test._authority.IssueServer(Host), Password).With(static options => options.Password = "wrong " + Password)),
        ["wrong password in a file"] = ("password", static test => test.Pem(test._authority.IssueServer(Host), Password).With(options => options.PasswordFile = test.Write("password", "wrong " + Password))),
        ["missing password file"] = ("passwordFile", static test => test.Pem(test._authority.IssueServer(Host), Password).With(options => options.PasswordFile = test.PathOf("nowhere"))),
        ["password twice"] = ("password", static test => test.Pem(test._authority.IssueServer(Host)).With(static options => (options.Password, options.PasswordFile) = (Password, "file"))),
        ["PFX without its password"] = ("password", static test => test.Pfx(Password)),
        ["PFX with a wrong password"] = ("password", static test => test.Pfx(Password).With(static options => options.Password = "wrong " + Password)),
        ["PFX without a key"] = ("file", static test => new CertificateOptions { File = test.Write("alone.pfx", X509CertificateLoader.LoadCertificate(test._authority.IssueServer(Host).RawData).Export(X509ContentType.Pkcs12)!) }),
        ["expired"] = ("file", static test => test.Pem(test._authority.Issue(new("CN=a") { Until = DateTimeOffset.UtcNow.AddMinutes(-1) }))),
        ["not yet valid"] = ("file", static test => test.Pem(test._authority.Issue(new("CN=a") { From = DateTimeOffset.UtcNow.AddDays(1) }))),
        ["for clients"] = ("file", static test => test.Pem(test._authority.IssueClient("CN=a"))),
        ["another host"] = ("hosts", static test => test.Pem(test._authority.IssueServer(Host)).With(static options => options.Hosts = ["other.example.com"])),
        ["wildcard of one host"] = ("hosts", static test => test.Pem(test._authority.IssueServer(Host)).With(static options => options.Hosts = ["*.example.com"])),
        ["no host"] = ("hosts", static test => test.Pem(test._authority.IssueServer(Host)).With(static options => options.Hosts = ["https://hub.example.com"])),
        ["unknown thumbprint"] = ("thumbprint", static _ => new CertificateOptions { Thumbprint = "0123456789012345678901234567890123456789" }),
        ["unknown subject"] = ("subject", static _ => new CertificateOptions { Subject = "nobody has this name", Store = CertificateStoreLocation.LocalMachine }),
    };

    public static TheoryData<string> Good => [.. _good.Keys];

    public static TheoryData<string> Bad => [.. _bad.Keys];

    [Theory]
    [MemberData(nameof(Good))]
    public void Server_GoodCertificate_HasNoProblem(string name) => Assert.Empty(CertificateRules.Server(Options(_good[name](this))));

    [Theory]
    [MemberData(nameof(Bad))]
    public void Server_BadCertificate_IsToldWithoutSecrets(string name)
    {
        var problem = Assert.Single(CertificateRules.Server(Options(_bad[name].Make(this))));

        Assert.Equal($"tls.certificates[0].{_bad[name].Option}", problem.Path);
        Assert.DoesNotContain("sesame", problem.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(problem.Remedy);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("authority", 0)]
    [InlineData("nowhere", 1)]
    [InlineData("garbage", 1)]
    public void Clients_CaFile_IsRead(string file, int problems)
    {
        Write("authority", _authority.Pem);
        Write("garbage", "no certificate");
        var options = new SwitchboardOptions();
        options.Tls.ClientCertificates.Mode = ClientCertificateMode.Require;
        options.Tls.ClientCertificates.CaFile = file.Length == 0 ? "" : PathOf(file);

        Assert.Equal(Enumerable.Repeat("tls.clientCertificates.caFile", problems), CertificateRules.Clients(options).Select(static problem => problem.Path), StringComparer.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private static SwitchboardOptions Options(CertificateOptions certificate)
    {
        var options = new SwitchboardOptions();
        options.Tls.Certificates.Add(certificate);
        return options;
    }

    private CertificateOptions Pem(X509Certificate2 certificate, string password = "", bool isOneFile = false)
    {
        var key = TestAuthority.KeyOf(certificate, password);
        return isOneFile
            ? new CertificateOptions { File = Write("both.pem", certificate.ExportCertificatePem() + "\n" + key) }
            : new CertificateOptions { File = Write("certificate.pem", certificate.ExportCertificatePem() + "\n" + _authority.Pem), KeyFile = Write("key.pem", key) };
    }

    private CertificateOptions Pfx(string password)
        => new() { File = Write("certificate.pfx", _authority.IssueServer(Host).Export(X509ContentType.Pkcs12, password)!) };

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }
}

/// <summary>Changes options where they are made.</summary>
internal static class CertificateOptionsExtensions
{
    public static CertificateOptions With(this CertificateOptions options, Action<CertificateOptions> change)
    {
        change(options);
        return options;
    }
}
