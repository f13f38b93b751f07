using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>A connection.</summary>
internal sealed record ConnectionInfo
{
    [Description("The client id.")]
    public required string Client { get; init; }

    [Description("The user id; empty for an anonymous connection.")]
    public required string User { get; init; }

    [Description("The transport: websocket, sse, http_stream or uni_sse.")]
    public required string Transport { get; init; }

    [Description("The encoding: json or protobuf.")]
    public required string Protocol { get; init; }

    [Description("The remote address.")]
    public string? Address { get; init; }

    [Description("The client library, as it says.")]
    public required string Name { get; init; }

    [Description("When it connected, in Unix milliseconds.")]
    public required long ConnectedAtMs { get; init; }

    [Description("The channels to which it is subscribed.")]
    public required IReadOnlyList<string> Channels { get; init; }
}
