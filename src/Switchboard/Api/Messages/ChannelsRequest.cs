using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Asks for the channels that have subscribers.</summary>
internal sealed record ChannelsRequest
{
    [Description("What the names match: * is any text, ? is any character. Absent or empty matches all.")]
    public string? Pattern { get; init; }
}
