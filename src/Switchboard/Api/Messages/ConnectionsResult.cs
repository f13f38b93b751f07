using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>A page of connections, in the order of their client ids.</summary>
internal sealed record ConnectionsResult
{
    [Description("The connections.")]
    public required IReadOnlyList<ConnectionInfo> Connections { get; init; }

    [Description("What asks for the next page; absent on the last.")]
    public string? Cursor { get; init; }
}
