using System.CommandLine;
using System.Security.Cryptography;
using Switchboard.Storage;

namespace Switchboard.Server.CommandLine.Devices;

/// <summary>The file that holds a device's private key, readable by its owner alone.</summary>
internal static class DeviceKeyFile
{
    /// <summary>Makes the option that names it.</summary>
    public static Option<string> CreateOption(string description) => new("--private-key") { Description = description, HelpName = "FILE", Required = true };

    /// <summary>The public key that belongs to a file, as PEM. Where there is no such file, it is made with a new key.</summary>
    /// <exception cref="CommandException">The file cannot be read or made, or holds no key that devices may have.</exception>
    public static string ReadOrCreate(string file, out bool isNew)
    {
        try
        {
            isNew = !File.Exists(file);
            return isNew ? Create(file) : PublicKeyOf(file, File.ReadAllText(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Failure, $"{file} cannot be read or made: {exception.Message}");
        }
    }

    private static string Create(string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var writer = new StreamWriter(PrivateFiles.Open(file, FileMode.CreateNew, FileAccess.Write));
        writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private static string PublicKeyOf(string file, string pem)
    {
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            using var ecdsa = ECDsa.Create();
            using var rsa = RSA.Create();
            if (TryImport(ecdsa, pem))
            {
                return ecdsa.ExportSubjectPublicKeyInfoPem();
            }

            if (TryImport(rsa, pem))
            {
                return rsa.ExportSubjectPublicKeyInfoPem();
            }
        }

        throw new CommandException(ExitCodes.Failure, $"{file} holds no private key of ECDSA or RSA without a password; name a file that is not there, and a key is made.");
    }

    private static bool TryImport(AsymmetricAlgorithm key, string pem)
    {
        try
        {
            key.ImportFromPem(pem);
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
