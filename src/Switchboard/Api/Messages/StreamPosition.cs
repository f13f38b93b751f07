using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>A place in a channel's stream.</summary>
internal sealed record StreamPosition
{
    /// <summary>The offset.</summary>
    [Description("The offset.")]
    public ulong Offset { get; init; }

    /// <summary>The epoch.</summary>
    [Description("The epoch.")]
    public string? Epoch { get; init; }
}
