namespace Switchboard.Connections;

/// <summary>How a client is connected.</summary>
/// <param name="Transport">The transport's name: websocket, sse, http_stream or uni_sse.</param>
/// <param name="Protocol">The encoding's name: json or protobuf.</param>
/// <param name="RemoteAddress">The remote address, for limits and logs.</param>
internal sealed record TransportInfo(string Transport, string Protocol, string RemoteAddress)
{
    /// <summary>The request that began the connection; null where there is none to speak of, and where nobody will ask any more.</summary>
    public IHandshake? Handshake { get; set; }
}
