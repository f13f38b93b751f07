using Microsoft.AspNetCore.Http;
using Switchboard.Bus;
using Switchboard.Configuration;
using Switchboard.Transports;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <summary><c>/emulation</c>: further commands of a session whose answers stream elsewhere, maybe from another node.</summary>
internal sealed class EmulationEndpoint(
    CrossOrigin crossOrigin, SettingsHolder settings, TimeProvider time, NodeIdentity node, NodeBus bus, EmulatedSessions sessions)
{
    // Commands travel as a JSON string, whose quotes take two bytes each, beside the ids of session and node.
    private const int EscapeFactor = 2;
    private const int EnvelopeBytes = 1024;

    public async Task HandleAsync(HttpContext context)
    {
        if (!crossOrigin.TryPass(context))
        {
            return;
        }

        var limits = settings.Current.Limits;
        var maxBytes = (int)Math.Min(int.MaxValue, ((long)limits.MessageBytes * EscapeFactor) + EnvelopeBytes);
        if (await RequestBody.TryReadAsync(context, maxBytes, limits.UnauthenticatedTime, time) is { } body)
        {
            context.Response.StatusCode = Take(context.Request, body, limits.MessageBytes);
        }
    }

    private int Take(HttpRequest request, ReadOnlyMemory<byte> body, int maxBytes)
    {
        var isRead = CentrifugeProtocol.IsProtobuf(request)
            ? CentrifugeProtobufCodec.TryReadEmulation(body, out var emulation)
            : CentrifugeJsonCodec.TryReadEmulation(body, out emulation);
        if (!isRead)
        {
            return StatusCodes.Status400BadRequest;
        }

        if (emulation!.Data.Length > maxBytes)
        {
            return StatusCodes.Status413PayloadTooLarge;
        }

        return TryDeliver(emulation) ? StatusCodes.Status204NoContent : StatusCodes.Status404NotFound;
    }

    private bool TryDeliver(EmulationRequest emulation) => emulation.Node == node.Id
        ? sessions.TryDeliver(emulation.Session, emulation.Data)
        : bus.SendEmulation(emulation.Node, emulation.Session, emulation.Data);
}
