using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>A process.</summary>
internal sealed record ProcessInfo
{
    [Description("The memory that it holds, in bytes.")]
    public required long Rss { get; init; }
}
