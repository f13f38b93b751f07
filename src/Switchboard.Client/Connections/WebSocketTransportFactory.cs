using System.Net;
using System.Net.WebSockets;
using System.Security.Authentication;
using Switchboard.Client.Configuration;

namespace Switchboard.Client.Connections;

/// <summary>Opens WebSockets; the certificate is decided on before the request that opens one is sent.</summary>
internal sealed class WebSocketTransportFactory(ClientSettings settings) : ITransportFactory
{
    private const string ProtobufSubprotocol = "centrifuge-protobuf";

    public async Task<ITransport> ConnectAsync(CancellationToken cancellationToken)
    {
        var (invoker, verifier) = await VerifiedHttp.CreateAsync(settings, cancellationToken).ConfigureAwait(false);
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
