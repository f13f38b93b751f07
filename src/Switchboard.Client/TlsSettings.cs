using System.Security.Cryptography.X509Certificates;

namespace Switchboard.Client;

/// <summary>The TLS options, frozen.</summary>
internal sealed record TlsSettings(
    string? CaFile,
    Func<ServerCertificate, CancellationToken, ValueTask<bool>>? Decide,
    X509RevocationMode RevocationMode)
{
    public static TlsSettings From(TlsOptions options) => new(options.CaFile, options.DecideOnCertificate, options.RevocationMode);
}
