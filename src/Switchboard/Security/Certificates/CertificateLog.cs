using Microsoft.Extensions.Logging;

namespace Switchboard.Security.Certificates;

/// <summary>Log messages of TLS. Event ids 380 to 389. Passwords and keys are never logged.</summary>
internal static partial class CertificateLog
{
    [LoggerMessage(380, LogLevel.Information, "New handshakes show these certificates: {Certificates}.")]
    public static partial void Taken(ILogger logger, string certificates);

    [LoggerMessage(381, LogLevel.Error, "A changed certificate cannot be used, and the one before stays: {Option} {Problem}. {Remedy}")]
    public static partial void Refused(ILogger logger, string option, string problem, string remedy);

    [LoggerMessage(382, LogLevel.Error, "Changed certificates could not be taken up, and those before stay.")]
    public static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(383, LogLevel.Warning, "The certificate {Subject} expires on {Expiry:u}. Renew it.")]
    public static partial void ExpiresSoon(ILogger logger, string subject, DateTimeOffset expiry);
}
