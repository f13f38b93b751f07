using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Switchboard.Client.Configuration;

namespace Switchboard.Client.Connections;

/// <summary>Opens WebSockets; the certificate is decided on before the request that opens one is sent.</summary>
internal sealed class WebSocketTransportFactory(ClientSettings settings) : ITransportFactory
{
    private const string ProtobufSubprotocol = "centrifuge-protobuf";

    public async Task<ITransport> ConnectAsync(CancellationToken cancellationToken)
    {
        var authorities = await ReadAuthoritiesAsync(cancellationToken).ConfigureAwait(false);
        var verifier = new CertificateVerifier(settings.Tls, authorities, settings.Url.IdnHost, settings.Time.GetUtcNow());
        var invoker = new HttpMessageInvoker(CreateHandler(verifier), disposeHandler: true);
        var socket = new ClientWebSocket();
        try
        {
            Configure(socket.Options);
            await socket.ConnectAsync(settings.Url, invoker, cancellationToken).ConfigureAwait(false);
            return new WebSocketTransport(socket, invoker, settings.Encoding == ClientEncoding.Json, settings.MaxReceivedMessageBytes);
        }
        catch (Exception exception)
        {
            var cause = Explain(exception, socket, verifier);
            socket.Dispose();
            invoker.Dispose();
            if (ReferenceEquals(cause, exception))
            {
                throw;
            }

            throw cause;
        }
    }

    private void Configure(ClientWebSocketOptions options)
    {
        // The protocol has a heartbeat of its own, which shows more: that the hub is alive, not only its web server.
        options.KeepAliveInterval = TimeSpan.Zero;
        options.CollectHttpResponseDetails = true;
        if (settings.Encoding == ClientEncoding.Protobuf)
        {
            options.AddSubProtocol(ProtobufSubprotocol);
        }

        foreach (var (name, value) in settings.Headers)
        {
            options.SetRequestHeader(name, value);
        }
    }

    private SocketsHttpHandler CreateHandler(CertificateVerifier verifier) => new()
    {
        // The ambient trace context has baggage, and what an application puts there is not for every server to see.
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = Timeout.InfiniteTimeSpan,
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateRevocationCheckMode = settings.Tls.RevocationMode,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => verifier.Verify(certificate, chain, errors),
        },

        // Called behind the TLS handshake and before the request.
        PlaintextStreamFilter = async (context, cancellationToken) =>
        {
            if (context.PlaintextStream is SslStream)
            {
                await verifier.DecideAsync(cancellationToken).ConfigureAwait(false);
            }

            return context.PlaintextStream;
        },
    };

    private async Task<X509Certificate2Collection?> ReadAuthoritiesAsync(CancellationToken cancellationToken)
    {
        if (settings.Tls.CaFile is null)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(await File.ReadAllTextAsync(settings.Tls.CaFile, cancellationToken).ConfigureAwait(false));
        return authorities;
    }

    private static Exception Explain(Exception exception, ClientWebSocket socket, CertificateVerifier verifier)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case CertificateRefusedException refused:
                    return refused;
                case AuthenticationException when verifier.Problem is { } problem:
                    return new CertificateRefusedException(problem, byApplication: false);
            }
        }

        return (int)socket.HttpStatusCode is 0 or (int)HttpStatusCode.SwitchingProtocols
            ? exception
            : new HandshakeException(socket.HttpStatusCode, RetryAfterOf(socket), exception);
    }

    private static TimeSpan? RetryAfterOf(ClientWebSocket socket) =>
        socket.HttpResponseHeaders is { } headers
            && headers.TryGetValue("Retry-After", out var values)
            && int.TryParse(values.FirstOrDefault(), out var seconds)
            && seconds is > 0 and <= 3600
                ? TimeSpan.FromSeconds(seconds)
                : null;
}
