namespace Switchboard.Outbound;

/// <summary>A protocol's encoding on one kind of transport. Connections that share an instance share the bytes of what they receive.</summary>
internal abstract class WireFormat(Framing framing)
{
    /// <summary>How messages are set apart.</summary>
    public Framing Framing { get; } = framing;

    /// <summary>Whether connections share the instance. One that does not is encoded for its single connection, in the order of sending.</summary>
    public virtual bool IsShared => true;

    /// <summary>Whether payloads that are not JSON can be carried.</summary>
    public abstract bool CarriesBinary { get; }

    /// <summary>The server's ping; null where the transport needs none.</summary>
    public abstract OutboundFrame? Ping { get; }

    /// <summary>Encodes what the server tells unasked.</summary>
    public abstract OutboundFrame Encode(Push push);

    /// <summary>The last thing that a connection is told.</summary>
    public abstract OutboundFrame EncodeClose(CloseCode code);
}
