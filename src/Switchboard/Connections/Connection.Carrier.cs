using Switchboard.Outbound;

namespace Switchboard.Connections;

/// <content>How the transport sees it.</content>
internal sealed partial class Connection : ICarriedConnection
{
    /// <summary>What carries its bytes; null until the transport says so.</summary>
    public IConnectionTransport? Carrier { get; set; }

    int ICarriedConnection.MaxMessageBytes => Limits.MessageBytes;

    Task ICarriedConnection.Sent => Outbound.Ended;

    void ICarriedConnection.CarryBy(IConnectionTransport carrier) => Carrier = carrier;

    void ICarriedConnection.Start(IOutboundSink sink) => Outbound.Start(sink);

    ValueTask ICarriedConnection.RepliesTakenAsync() => Outbound.RepliesTakenAsync();

    void ICarriedConnection.OnTransportEnded() => CloseSilently(CloseCodes.ConnectionClosed);
}
