using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>A page of connections, in the order of their client ids.</summary>
internal sealed record ConnectionsResult
{
    /// <summary>The connections.</summary>
    [Description("The connections.")]
    public required IReadOnlyList<ConnectionInfo> Connections { get; init; }

    /// <summary>What asks for the next page; absent on the last.</summary>
    [Description("What asks for the next page; absent on the last.")]
    public string? Cursor { get; init; }
}
