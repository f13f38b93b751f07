using System.Security.Cryptography;
using System.Text;
using Switchboard.Configuration;

namespace Switchboard.Security.Certificates;

/// <summary>Reads the files of certificates, bounded in size.</summary>
internal static class CertificateFile
{
    private const int MaxBytes = 1_048_576;
    private const int MaxPasswordBytes = 4096;

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="CertificateProblem">There is none that can be read, or it is too large.</exception>
    public static byte[] ReadBytes(string option, string path, int maxBytes = MaxBytes)
    {
        try
        {
            using var file = File.OpenRead(path);
            var buffer = new byte[maxBytes + 1];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length <= maxBytes
                ? buffer[..length]
                : throw new CertificateProblem(option, $"names {SafeText.OfPath(path)}, which is larger than {maxBytes} bytes", "Name the right file.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CertificateProblem(option, $"names {SafeText.OfPath(path)}, where there is no file that can be read", "Correct the path, or let the server's user read it.");
        }
    }

    /// <summary>Reads a password; a line break at its end does not belong to it.</summary>
    public static string ReadPassword(string path)
    {
        var text = Encoding.UTF8.GetString(ReadBytes(nameof(CertificateOptions.PasswordFile), path, MaxPasswordBytes));
        return text.TrimEnd('\r', '\n');
    }

    /// <summary>Whether a file is PEM (RFC 7468), and its text.</summary>
    public static bool IsPem(byte[] bytes, out string text)
    {
        text = Encoding.Latin1.GetString(bytes);
        return PemEncoding.TryFind(text, out _);
    }
}
