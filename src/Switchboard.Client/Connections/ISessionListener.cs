using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Connections;

/// <summary>Hears what comes in, on the thread that reads: the next message is read when the call has returned. Must not throw or wait.</summary>
internal interface ISessionListener
{
    /// <summary>The hub accepted the connection.</summary>
    void OnConnected(Session session, ConnectReply reply);

    /// <summary>The hub told something unasked.</summary>
    void OnPush(Session session, CentrifugePush push);
}
