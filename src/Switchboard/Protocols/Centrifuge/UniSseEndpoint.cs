using System.Text;
using Microsoft.AspNetCore.Http;
using Switchboard.Configuration;
using Switchboard.Transports;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <summary><c>/connection/uni_sse</c>: everything that a client is subscribed to, as server-sent events; nothing comes back.</summary>
internal sealed class UniSseEndpoint(
    CrossOrigin crossOrigin, ConnectionLimiter limiter, SettingsHolder settings, TimeProvider time, CentrifugeContext centrifuge)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (!crossOrigin.TryPass(context))
        {
            return;
        }

        using var place = limiter.TryEnter(context);
        if (place is null || await TryReadAsync(context) is not { } json)
        {
            return;
        }

        if (!TryParse(json, out var command))
        {
            await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest, ErrorCodes.BadRequest, "The request to connect must be a JSON object, in the body of a POST or in the parameter cf_connect.");
            return;
        }

        var positions = PositionToken.Read(context.Request.Headers["Last-Event-ID"].ToString());
        var request = RequestMapping.ToRequest(command) with
        {
            ResumeFrom = channel => positions.TryGetValue(PositionToken.KeyOf(channel), out var position) ? position : null,
        };
        await new UniSseStream(context, centrifuge).RunAsync(request);
    }

    private async ValueTask<ReadOnlyMemory<byte>?> TryReadAsync(HttpContext context)
    {
        var limits = settings.Current.Limits;
        if (HttpMethods.IsPost(context.Request.Method))
        {
            return await RequestBody.TryReadAsync(context, limits.MessageBytes, limits.UnauthenticatedTime, time);
        }

        var json = Encoding.UTF8.GetBytes(context.Request.Query[CentrifugeProtocol.ConnectParameter].ToString());
        if (json.Length <= limits.MessageBytes)
        {
            return json;
        }

        Refusal.Write(
            context, StatusCodes.Status413PayloadTooLarge, ErrorCodes.LimitExceeded, "The request in the address is longer than limits.messageBytes. Send less, or raise it.");
        return null;
    }

    private static bool TryParse(ReadOnlyMemory<byte> json, out ConnectCommand command)
    {
        command = new ConnectCommand(0);
        if (json.IsEmpty)
        {
            return true;
        }

        var isRead = CentrifugeJsonCodec.TryReadConnect(json, out var read);
        command = read ?? command;
        return isRead;
    }
}
