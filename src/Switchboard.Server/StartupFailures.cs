using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Switchboard.Security.Certificates;
using Switchboard.Server.CommandLine;
using Switchboard.Storage;

namespace Switchboard.Server;

/// <summary>Tells of what keeps the server from listening, in one sentence in place of the log's stack traces.</summary>
internal sealed class StartupFailures
{
    /// <summary>What to say where TLS is asked for, and there is no certificate.</summary>
    public const string NoCertificate =
        "To listen at https:// the server needs a certificate: name its PEM or PKCS#12 file in tls.certificates (docs/tls.md), or write http:// in --urls and put a proxy with a certificate in front.";

    private static readonly string[] _talkative = ["Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Extensions.Hosting.Internal.Host"];

    private volatile bool _isStarting = true;
    private volatile bool _hasFailed;

    /// <summary>Keeps the web server and the host from logging a failed start: it reaches the caller as an exception.</summary>
    public void Silence(ILoggingBuilder logging)
    {
        Array.ForEach(_talkative, category => logging.AddFilter(category, level => !_isStarting && level >= LogLevel.Warning));
        logging.AddFilter("Microsoft.Hosting.Lifetime", level => !_hasFailed && level >= LogLevel.Information);
    }

    /// <summary>What to say about a failure to listen, or about a certificate that has changed since it was checked; null for any other.</summary>
    /// <param name="exception">What the start ended with.</param>
    /// <param name="addresses">The addresses that were asked for, if they are known.</param>
    public static string? Describe(Exception exception, string? addresses) => exception switch
    {
        CertificateProblem problem => problem.Message,
        IOException { InnerException: AddressInUseException } => $"{exception.Message.TrimEnd('.')}; end the other program, or choose another address with --urls.",
        AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => $"Another program listens on {addresses ?? "the address"} already; end it, or choose another address with --urls.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => $"This user may not listen on {addresses ?? "the address"}; take a port above 1023, or allow it (on Linux, the capability CAP_NET_BIND_SERVICE).",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => $"No interface of this machine has the address of {addresses ?? "--urls"}; choose one that is here with --urls.",
        FormatException or InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } => $"{exception.Message.TrimEnd('.')}; write addresses like http://127.0.0.1:8000 in --urls.",
        _ => null,
    };

    /// <summary>Starts the server.</summary>
    /// <returns>The exit code; <see cref="ExitCodes.Success"/> when it runs, or was asked to end before it did: then it is to be stopped.</returns>
    public async Task<int> StartAsync(WebApplication application, string? addresses, CancellationToken cancellationToken)
    {
        try
        {
            await application.StartAsync(cancellationToken);
            _isStarting = false;
            return ExitCodes.Success;
        }
        catch (OperationCanceledException) when (application.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return ExitCodes.Success;
        }
        catch (Exception exception) when (Describe(exception, addresses) is not null)
        {
            _hasFailed = true;
            await Console.Error.WriteLineAsync($"switchboard: {Describe(exception, addresses)}");
            return ExitCodes.CannotListen;
        }
        catch (StoreFormatException exception)
        {
            _hasFailed = true;
            await Console.Error.WriteLineAsync($"switchboard: {exception.Message}");
            return ExitCodes.Failure;
        }
    }
}
