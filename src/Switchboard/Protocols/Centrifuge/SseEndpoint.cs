using System.Text;
using Microsoft.AspNetCore.Http;
using Switchboard.Configuration;
using Switchboard.Transports;

namespace Switchboard.Protocols.Centrifuge;

/// <summary><c>/connection/sse</c>: the protocol in server-sent events; the first commands come in the address.</summary>
internal sealed class SseEndpoint(CrossOrigin crossOrigin, ConnectionLimiter limiter, SettingsHolder settings, EmulatedStreams streams)
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

        var commands = Encoding.UTF8.GetBytes(context.Request.Query[CentrifugeProtocol.ConnectParameter].ToString());
        if (commands.Length > settings.Current.Limits.MessageBytes)
        {
            Refusal.Write(
                context, StatusCodes.Status413PayloadTooLarge, ErrorCodes.LimitExceeded, "The commands in the address are longer than limits.messageBytes. Send less, or raise it.");
            return;
        }

        await streams.RunAsync(context, "sse", StreamFormat.Events, commands);
    }
}
