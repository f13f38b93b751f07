using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Switchboard.Configuration;

namespace Switchboard.Security.Certificates;

/// <summary>Puts a certificate and its private key together, which are PEM.</summary>
internal static class PemCertificate
{
    private const string EncryptedLabel = "ENCRYPTED PRIVATE KEY";

    // Of OpenSSL before version 1.0: the label is the plain one, and a header says that it is encrypted.
    private const string OldEncryption = "Proc-Type: 4,ENCRYPTED";

    /// <summary>Reads both.</summary>
    /// <param name="options">Where the key is.</param>
    /// <param name="pem">The text of the certificate's file.</param>
    /// <param name="password">The key's password; empty for none.</param>
    /// <exception cref="CertificateProblem">They cannot be read, or do not belong together.</exception>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Issuers) Read(CertificateOptions options, string pem, string password)
    {
        var all = ReadAll(options, pem);
        var key = options.KeyFile.Length > 0 ? ReadKeyFile(options) : pem;
        using var alone = all[0];
        all.RemoveAt(0);
        using var whole = Join(alone, key, password, options);

        // Some systems hand keys to TLS only where they are in a file or store of theirs: this makes them so.
        return (X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null), all);
    }

    private static X509Certificate2Collection ReadAll(CertificateOptions options, string pem)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            throw new CertificateProblem(nameof(options.File), $"names {SafeText.OfPath(options.File)}, which holds PEM that is damaged", "Write the file anew.");
        }

        return all.Count > 0 ? all : throw CertificateReader.NoCertificate(options);
    }

    private static string ReadKeyFile(CertificateOptions options)
        => CertificateFile.IsPem(CertificateFile.ReadBytes(nameof(options.KeyFile), options.KeyFile), out var text)
            ? text
            : throw NoKey(options, "Name a PEM file with the private key.");

    private static X509Certificate2 Join(X509Certificate2 certificate, string key, string password, CertificateOptions options)
    {
        if (key.Contains(OldEncryption, StringComparison.Ordinal))
        {
            throw NoKey(options, "Convert it: openssl pkcs8 -topk8 -in old.pem -out new.pem");
        }

        var isEncrypted = key.Contains(EncryptedLabel, StringComparison.Ordinal);
        if (isEncrypted && password.Length == 0)
        {
            throw new CertificateProblem(nameof(options.Password), "is missing, and the private key is protected by one", "Give it, or passwordFile.");
        }

        try
        {
            return isEncrypted
                ? Join(certificate, algorithm => algorithm.ImportFromEncryptedPem(key, password))
                : Join(certificate, algorithm => algorithm.ImportFromPem(key));
        }
        catch (CryptographicException)
        {
            throw isEncrypted
                ? new CertificateProblem(nameof(options.Password), "does not open the private key", "Correct it; or the key is damaged, or of another kind than the certificate's.")
                : NoKey(options, "Name the private key of the certificate; it must be of the same kind.");
        }
        catch (ArgumentException exception) when (exception is not MismatchException)
        {
            throw NoKey(options, "Name a PEM file with the private key, or put the key behind the certificate.");
        }
        catch (MismatchException)
        {
            throw new CertificateProblem(KeyOption(options), "holds the key of another certificate", "Name the private key that this certificate was made with.");
        }
    }

    private static X509Certificate2 Join(X509Certificate2 certificate, Action<AsymmetricAlgorithm> import)
    {
        using var publicRsa = certificate.GetRSAPublicKey();
        using AsymmetricAlgorithm key = publicRsa is null ? ECDsa.Create() : RSA.Create();
        import(key);
        try
        {
            return key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
        }
        catch (ArgumentException exception)
        {
            throw new MismatchException(exception);
        }
    }

    private static CertificateProblem NoKey(CertificateOptions options, string remedy) => new(KeyOption(options), "holds no private key that can be read", remedy);

    private static string KeyOption(CertificateOptions options) => options.KeyFile.Length > 0 ? nameof(options.KeyFile) : nameof(options.File);

    private sealed class MismatchException(Exception cause) : ArgumentException(cause.Message, cause);
}
