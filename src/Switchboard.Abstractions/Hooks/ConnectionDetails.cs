namespace Switchboard;

/// <summary>Whose doing something is: a connection, as it was at that moment.</summary>
public sealed record ConnectionDetails
{
    /// <summary>The client id, unique across nodes.</summary>
    public required string Client { get; init; }

    /// <summary>Who is behind it.</summary>
    public required Principal Principal { get; init; }

    /// <summary>The transport: <c>websocket</c>, <c>sse</c>, <c>http_stream</c> or <c>uni_sse</c>.</summary>
    public required string Transport { get; init; }

    /// <summary>The encoding: <c>json</c> or <c>protobuf</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The remote address; empty where there is none.</summary>
    public string RemoteAddress { get; init; } = "";

    /// <summary>The client library's name, as it says; untrusted.</summary>
    public string ClientName { get; init; } = "";

    /// <summary>The user id; empty for an anonymous connection.</summary>
    public string User => Principal.UserId;
}
