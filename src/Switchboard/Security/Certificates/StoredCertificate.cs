using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Switchboard.Configuration;

namespace Switchboard.Security.Certificates;

/// <summary>Finds a certificate in the system's store.</summary>
internal static class StoredCertificate
{
    /// <summary>The option that names it.</summary>
    public static string OptionOf(CertificateOptions options) => options.Thumbprint.Length > 0 ? nameof(options.Thumbprint) : nameof(options.Subject);

    /// <summary>Finds the one that is valid for the longest, of those that have a private key.</summary>
    /// <exception cref="CertificateProblem">There is none.</exception>
    public static X509Certificate2 Find(CertificateOptions options, DateTimeOffset now)
    {
        var all = FindAll(options);
        var best = all
            .Where(static certificate => certificate.HasPrivateKey)
            .OrderByDescending(certificate => certificate.NotBefore.ToUniversalTime() <= now.UtcDateTime && now.UtcDateTime < certificate.NotAfter.ToUniversalTime())
            .ThenByDescending(static certificate => certificate.NotAfter)
            .FirstOrDefault();
        foreach (var other in all.Where(certificate => certificate != best))
        {
            other.Dispose();
        }

        return best ?? throw new CertificateProblem(
            OptionOf(options), $"names no certificate with a private key in the store \"My\" of the {(options.Store == CertificateStoreLocation.LocalMachine ? "machine" : "server's user")}", "Correct it, or import the certificate with its key.");
    }

    private static X509Certificate2Collection FindAll(CertificateOptions options)
    {
        try
        {
            using var store = new X509Store(StoreName.My, options.Store == CertificateStoreLocation.LocalMachine ? StoreLocation.LocalMachine : StoreLocation.CurrentUser);
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            return options.Thumbprint.Length > 0
                ? store.Certificates.Find(X509FindType.FindByThumbprint, options.Thumbprint, validOnly: false)
                : store.Certificates.Find(X509FindType.FindBySubjectName, options.Subject, validOnly: false);
        }
        catch (Exception exception) when (exception is CryptographicException or PlatformNotSupportedException)
        {
            // There is no such store.
            return [];
        }
    }
}
