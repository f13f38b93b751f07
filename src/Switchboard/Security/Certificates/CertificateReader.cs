using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Switchboard.Configuration;

namespace Switchboard.Security.Certificates;

/// <summary>Reads a certificate of the server with its key, and looks at whether it will do.</summary>
internal static class CertificateReader
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string AnyUsage = "2.5.29.37.0";
    private const string AnyLabel = "*.";
    private const int WrongPassword = unchecked((int)0x80070056);

    /// <summary>Reads it from where the options say.</summary>
    /// <param name="options">Where it is, and for which hosts.</param>
    /// <param name="now">The time at which it must be valid.</param>
    /// <exception cref="CertificateProblem">It cannot be read, or will not do.</exception>
    public static ServerCertificate Read(CertificateOptions options, DateTimeOffset now)
    {
        var (certificate, issuers) = options.File.Length > 0 ? ReadFile(options) : (StoredCertificate.Find(options, now), []);
        try
        {
            Check(certificate, options, now);
            return new ServerCertificate(certificate, issuers, options.Hosts);
        }
        catch
        {
            certificate.Dispose();
            throw;
        }
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Issuers) ReadFile(CertificateOptions options)
    {
        var bytes = CertificateFile.ReadBytes(nameof(CertificateOptions.File), options.File);
        var password = options.PasswordFile.Length > 0 ? CertificateFile.ReadPassword(options.PasswordFile) : options.Password;
        return CertificateFile.IsPem(bytes, out var pem) ? PemCertificate.Read(options, pem, password) : ReadPkcs12(options, bytes, password);
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Issuers) ReadPkcs12(CertificateOptions options, byte[] bytes, string password)
    {
        X509Certificate2Collection all;
        try
        {
            all = X509CertificateLoader.LoadPkcs12Collection(bytes, password);
        }
        catch (CryptographicException exception)
        {
            if (exception.HResult != WrongPassword)
            {
                throw NoCertificate(options);
            }

            throw password.Length == 0
                ? new CertificateProblem(nameof(options.Password), "is missing, and the file is protected by one", "Give it, or passwordFile.")
                : new CertificateProblem(nameof(options.Password), "does not open the file", "Correct it; or the file is damaged.");
        }

        if (all.FirstOrDefault(static certificate => certificate.HasPrivateKey) is not { } found)
        {
            throw new CertificateProblem(nameof(options.File), "holds no private key", "Export the certificate with its key.");
        }

        all.Remove(found);
        return (found, all);
    }

    private static void Check(X509Certificate2 certificate, CertificateOptions options, DateTimeOffset now)
    {
        var path = options.File.Length > 0 ? nameof(options.File) : StoredCertificate.OptionOf(options);
        if (now.UtcDateTime >= certificate.NotAfter.ToUniversalTime())
        {
            throw new CertificateProblem(path, $"names a certificate that has expired ({certificate.NotAfter.ToUniversalTime():u})", "Renew it.");
        }

        if (now.UtcDateTime < certificate.NotBefore.ToUniversalTime())
        {
            throw new CertificateProblem(path, $"names a certificate that is not valid before {certificate.NotBefore.ToUniversalTime():u}", "Take one that is valid now, or set the clock.");
        }

        if (certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(static usage => !IsForServers(usage)))
        {
            throw new CertificateProblem(path, "names a certificate that is not for servers", "Take one whose extended key usage has serverAuth, or that has none.");
        }

        foreach (var host in options.Hosts.Where(host => !Covers(certificate, host)))
        {
            throw new CertificateProblem(nameof(options.Hosts), $"names \"{host}\", which the certificate is not for", "Take the host's own certificate, or leave out the host.");
        }
    }

    /// <summary>The file is neither of what is read.</summary>
    public static CertificateProblem NoCertificate(CertificateOptions options)
        => new(nameof(options.File), $"names {SafeText.OfPath(options.File)}, which holds no certificate", "Name a PEM file with a certificate, or a PKCS#12 file.");

    private static bool IsForServers(X509EnhancedKeyUsageExtension usage)
        => usage.EnhancedKeyUsages.Cast<Oid>().Any(static id => id.Value is ServerAuthentication or AnyUsage);

    // A certificate for all names below one is asked for any of them.
    private static bool Covers(X509Certificate2 certificate, string host)
        => host.StartsWith(AnyLabel, StringComparison.Ordinal)
            ? CertificateNames.DnsNamesOf(certificate).Contains(host, StringComparer.OrdinalIgnoreCase)
            : certificate.MatchesHostname(host);
}
