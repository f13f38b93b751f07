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
            await TakeAsync(context, body, limits.MessageBytes);
        }
    }

    private async Task TakeAsync(HttpContext context, ReadOnlyMemory<byte> body, int maxBytes)
    {
        var isRead = CentrifugeProtocol.IsProtobuf(context.Request)
            ? CentrifugeProtobufCodec.TryReadEmulation(body, out var emulation)
            : CentrifugeJsonCodec.TryReadEmulation(body, out emulation);
        if (!isRead)
        {
            await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest, ErrorCodes.BadRequest, "The body must be an object with session, node and data.");
        }
        else if (emulation!.Data.Length > maxBytes)
        {
            await Refusal.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, ErrorCodes.LimitExceeded, $"The commands are longer than {maxBytes} bytes. Send less, or raise limits.messageBytes.");
        }
        else if (TryDeliver(emulation))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await Refusal.WriteAsync(context, StatusCodes.Status404NotFound, ErrorCodes.NotAvailable, "There is no such session: its stream has ended. Connect again.");
        }
    }

    private bool TryDeliver(EmulationRequest emulation) => emulation.Node == node.Id
        ? sessions.TryDeliver(emulation.Session, emulation.Data)
        : bus.SendEmulation(emulation.Node, emulation.Session, emulation.Data);
}
