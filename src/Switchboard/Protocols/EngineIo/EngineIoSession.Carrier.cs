using Switchboard.Connections;
using Switchboard.Outbound;

namespace Switchboard.Protocols.EngineIo;

/// <content>It stands between its connection and what carries that: the transport may change, and the conversation learns of the end.</content>
internal sealed partial class EngineIoSession : ITransportConnection, IConnectionTransport
{
    private IConnectionTransport? _carrier;

    int ITransportConnection.MaxMessageBytes => connection.Limits.MessageBytes;

    bool ITransportConnection.IsOpen => connection.IsOpen;

    Task ITransportConnection.Sent => connection.Outbound.Ended;

    void ITransportConnection.AttachTransport(IConnectionTransport carrier)
    {
        _carrier = carrier;
        connection.AttachedTransport = this;
    }

    void ITransportConnection.Start(IOutboundSink sink) => connection.Outbound.Start(sink);

    void ITransportConnection.Send(in OutboundFrame frame) => connection.Send(frame);

    ValueTask ITransportConnection.RepliesTakenAsync() => connection.Outbound.RepliesTakenAsync();

    void ITransportConnection.Close(CloseCode code, OutboundFrame? last) => connection.Close(code, last);

    void ITransportConnection.OnTransportEnded() => connection.CloseSilently(CloseCodes.ConnectionClosed);

    void IConnectionTransport.OnClosing()
    {
        Volatile.Read(ref _upgrade)?.OnClosing();
        _carrier?.OnClosing();
        EndConversation();
    }

    void IConnectionTransport.Cut() => _carrier?.Cut();

    long IConnectionTransport.ReadTurn => _carrier?.ReadTurn ?? 0;

    OutboundFrame? IConnectionTransport.EncodeClose(CloseCode code) => Conversation?.EncodeClose(code);
}
