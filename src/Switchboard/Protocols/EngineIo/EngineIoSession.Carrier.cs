using Switchboard.Connections;
using Switchboard.Outbound;

namespace Switchboard.Protocols.EngineIo;

/// <content>It stands between its connection and what carries that: the transport may change, and the conversation learns of the end.</content>
internal sealed partial class EngineIoSession : ICarriedConnection, IConnectionTransport
{
    private IConnectionTransport? _carrier;

    int ICarriedConnection.MaxMessageBytes => connection.Limits.MessageBytes;

    bool ICarriedConnection.IsOpen => connection.IsOpen;

    Task ICarriedConnection.Sent => connection.Outbound.Ended;

    void ICarriedConnection.CarryBy(IConnectionTransport carrier)
    {
        _carrier = carrier;
        connection.Carrier = this;
    }

    void ICarriedConnection.Start(IOutboundSink sink) => connection.Outbound.Start(sink);

    void ICarriedConnection.Send(in OutboundFrame frame) => connection.Send(frame);

    ValueTask ICarriedConnection.RepliesTakenAsync() => connection.Outbound.RepliesTakenAsync();

    void ICarriedConnection.Close(CloseCode code, OutboundFrame? last) => connection.Close(code, last);

    void ICarriedConnection.OnTransportEnded() => connection.CloseSilently(CloseCodes.ConnectionClosed);

    void IConnectionTransport.OnClosing()
    {
        Volatile.Read(ref _upgrade)?.Abandon();
        _carrier?.OnClosing();
        EndConversation();
    }

    void IConnectionTransport.Cut() => _carrier?.Cut();
}
