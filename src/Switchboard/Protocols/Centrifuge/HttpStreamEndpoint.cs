using Microsoft.AspNetCore.Http;
using Switchboard.Configuration;
using Switchboard.Transports;

namespace Switchboard.Protocols.Centrifuge;

/// <summary><c>/connection/http_stream</c>: the protocol in a streamed response, in JSON or Protobuf; the first commands are the request's body.</summary>
internal sealed class HttpStreamEndpoint(
    CrossOrigin crossOrigin, ConnectionLimiter limiter, SettingsHolder settings, TimeProvider time, EmulatedStreams streams)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (!crossOrigin.TryPass(context))
        {
            return;
        }

        using var place = limiter.TryEnter(context);
        if (place is null)
        {
            return;
        }

        var limits = settings.Current.Limits;
        if (await RequestBody.TryReadAsync(context, limits.MessageBytes, limits.UnauthenticatedTime, time) is { } commands)
        {
            var format = CentrifugeProtocol.IsProtobuf(context.Request) ? StreamFormat.Protobuf : StreamFormat.Json;
            await streams.RunAsync(context, "http_stream", format, commands);
        }
    }
}
