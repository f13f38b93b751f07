using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>The nodes.</summary>
internal sealed record InfoResult
{
    /// <summary>The nodes.</summary>
    [Description("The nodes.")]
    public required IReadOnlyList<NodeInfo> Nodes { get; init; }
}
