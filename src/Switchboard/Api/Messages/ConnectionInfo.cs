using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>A connection.</summary>
internal sealed record ConnectionInfo
{
    /// <summary>The client id.</summary>
    [Description("The client id.")]
    public required string Client { get; init; }

    /// <summary>The user id; empty for an anonymous connection.</summary>
    [Description("The user id; empty for an anonymous connection.")]
    public required string User { get; init; }

    /// <summary>The transport: websocket, sse, http_stream or uni_sse.</summary>
    [Description("The transport: websocket, sse, http_stream or uni_sse.")]
    public required string Transport { get; init; }

    /// <summary>The encoding: json or protobuf.</summary>
    [Description("The encoding: json or protobuf.")]
    public required string Protocol { get; init; }

    /// <summary>The remote address.</summary>
    [Description("The remote address.")]
    public string? Address { get; init; }

    /// <summary>The client library, as it says.</summary>
    [Description("The client library, as it says.")]
    public required string Name { get; init; }

    /// <summary>When it connected, in Unix milliseconds.</summary>
    [Description("When it connected, in Unix milliseconds.")]
    public required long ConnectedAtMs { get; init; }

    /// <summary>The channels to which it is subscribed.</summary>
    [Description("The channels to which it is subscribed.")]
    public required IReadOnlyList<string> Channels { get; init; }
}
