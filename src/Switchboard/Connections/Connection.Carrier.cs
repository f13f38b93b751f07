using Switchboard.Outbound;

namespace Switchboard.Connections;

/// <content>How the transport sees it.</content>
internal sealed partial class Connection : ITransportConnection
{
    /// <summary>What carries its bytes; null until the transport says so.</summary>
    public IConnectionTransport? AttachedTransport { get; set; }

    int ITransportConnection.MaxMessageBytes => Limits.MessageBytes;

    Task ITransportConnection.Sent => Outbound.Ended;

    void ITransportConnection.AttachTransport(IConnectionTransport carrier) => AttachedTransport = carrier;

    void ITransportConnection.Start(IOutboundSink sink) => Outbound.Start(sink);

    ValueTask ITransportConnection.RepliesTakenAsync() => Outbound.RepliesTakenAsync();

    void ITransportConnection.OnTransportEnded() => CloseSilently(CloseCodes.ConnectionClosed);
}
