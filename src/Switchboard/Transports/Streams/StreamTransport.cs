using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Switchboard.Connections;

namespace Switchboard.Transports.Streams;

/// <summary>Carries one connection's messages in a response that ends with the connection.</summary>
/// <remarks>The server uses request and response again once the endpoint returns, so that nothing touches them after <see cref="Dispose"/>.</remarks>
internal sealed class StreamTransport : IConnectionTransport, IDisposable
{
    private readonly HttpContext _context;
    private readonly Connection _connection;
    private readonly CancellationTokenRegistration _clientGone;
    private readonly Lock _lock = new();
    private bool _isOver;

    public StreamTransport(HttpContext context, Connection connection)
    {
        _context = context;
        _connection = connection;
        connection.AttachedTransport = this;
        _clientGone = context.RequestAborted.UnsafeRegister(
            static state => ((Connection)state!).CloseSilently(CloseCodes.ConnectionClosed), connection);
    }

    /// <summary>Sends what the connection has to tell until it ends. Never throws for what the client does.</summary>
    public async Task RunAsync(string contentType)
    {
        var rate = LiftRate();
        var sink = new PipeSink(_context.Response.BodyWriter);
        try
        {
            await BeginAsync(contentType);
            _connection.Outbound.Start(sink);
            await _connection.Outbound.Ended;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone before the first byte.
        }
        finally
        {
            await sink.CloseAsync();
            _connection.CloseSilently(CloseCodes.ConnectionClosed);
            RestoreRate(rate);
        }
    }

    public void Dispose()
    {
        _clientGone.Dispose();
        lock (_lock)
        {
            _isOver = true;
        }
    }

    /// <inheritdoc/>
    public void OnClosing()
    {
        // The queue is being sent already; it ends by itself.
    }

    /// <inheritdoc/>
    public void Cut()
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                _context.Abort();
            }
        }
    }

    private Task BeginAsync(string contentType)
    {
        var response = _context.Response;
        response.ContentType = contentType;
        response.Headers.CacheControl = "private, no-cache, no-store, must-revalidate, max-age=0";

        // nginx gathers responses before it passes them on, unless it is told not to.
        response.Headers["X-Accel-Buffering"] = "no";
        _context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        _context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        return response.Body.FlushAsync(_context.RequestAborted);
    }

    // How slow a client may be is decided by what waits for it, not by the web server's idea of a download.
    private MinDataRate? LiftRate()
    {
        if (_context.Features.Get<IHttpMinResponseDataRateFeature>() is not { } feature)
        {
            return null;
        }

        // HTTP/2 streams let the rate be lifted, and neither be read nor set.
        var rate = HttpProtocol.IsHttp2(_context.Request.Protocol) ? null : feature.MinDataRate;
        feature.MinDataRate = null;
        return rate;
    }

    // What the web server still holds of a response that has ended must go out in its own time.
    private void RestoreRate(MinDataRate? rate)
    {
        if (rate is not null && _context.Features.Get<IHttpMinResponseDataRateFeature>() is { } feature)
        {
            feature.MinDataRate = rate;
        }
    }
}
