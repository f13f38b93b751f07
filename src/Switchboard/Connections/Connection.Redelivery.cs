using Switchboard.Outbound;

namespace Switchboard.Connections;

/// <content>Sending again what the client has missed.</content>
internal sealed partial class Connection
{
    /// <summary>Queues a publication that is sent because the client came for it: it counts as a reply, which a client may take its time for.</summary>
    /// <param name="push">The publication, which the wire must be able to carry.</param>
    /// <param name="format">How it is encoded, where not as everything else; must be shared.</param>
    public void Redeliver(PublicationArrived push, WireFormat? format)
    {
        if (format is not null || Format.IsShared)
        {
            Send(push.FrameFor(format ?? Format) with { IsReply = true });
            return;
        }

        // As pushes of such a format are: it counts positions as it encodes.
        lock (Format)
        {
            Send(Format.Encode(push) with { IsReply = true });
        }
    }
}
