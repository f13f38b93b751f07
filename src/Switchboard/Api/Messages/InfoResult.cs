using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>The nodes.</summary>
internal sealed record InfoResult
{
    [Description("The nodes.")]
    public required IReadOnlyList<NodeInfo> Nodes { get; init; }
}
