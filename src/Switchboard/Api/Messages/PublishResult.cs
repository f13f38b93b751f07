using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Where a publication went.</summary>
internal sealed record PublishResult
{
    [Description("The offset in the channel's stream; absent where the channel keeps no position.")]
    public ulong? Offset { get; init; }

    [Description("The epoch of the stream; absent where the channel keeps no position.")]
    public string? Epoch { get; init; }
}
