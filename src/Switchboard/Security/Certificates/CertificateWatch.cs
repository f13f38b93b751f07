using Switchboard.Configuration;
using Switchboard.Configuration.Sources;

namespace Switchboard.Security.Certificates;

/// <summary>Calls back when one of the files that certificates are read from has changed.</summary>
internal sealed class CertificateWatch : IDisposable
{
    private readonly FileWatch[] _files;

    /// <param name="options">What names the files.</param>
    /// <param name="time">Tells when a change has come to rest.</param>
    /// <param name="changed">Called for each change. Must not throw.</param>
    public CertificateWatch(TlsOptions options, TimeProvider time, Action changed)
        => _files = [.. FilesOf(options).Where(static file => Directory.Exists(Path.GetDirectoryName(file))).Select(file => new FileWatch(file, time, changed))];

    /// <summary>Calls back once more, after a moment.</summary>
    public void LookAgain() => _files.FirstOrDefault()?.LookAgain();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private static IEnumerable<string> FilesOf(TlsOptions options) => options.Certificates
        .SelectMany(static certificate => (string[])[certificate.File, certificate.KeyFile, certificate.PasswordFile])
        .Append(options.ClientCertificates.CaFile)
        .Where(static file => file.Length > 0)
        .Select(Path.GetFullPath)
        .Distinct(StringComparer.Ordinal);
}
