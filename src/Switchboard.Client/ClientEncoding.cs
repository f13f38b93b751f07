namespace Switchboard.Client;

/// <summary>How commands and replies are written on the wire.</summary>
public enum ClientEncoding
{
    /// <summary>Text frames of JSON. Payloads have to be JSON.</summary>
    Json,

    /// <summary>Binary frames of Protobuf. Payloads may be any bytes where the namespace takes them.</summary>
    Protobuf,
}
