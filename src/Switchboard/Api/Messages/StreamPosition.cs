using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>A place in a channel's stream.</summary>
internal sealed record StreamPosition
{
    [Description("The offset.")]
    public ulong Offset { get; init; }

    [Description("The epoch.")]
    public string? Epoch { get; init; }
}
