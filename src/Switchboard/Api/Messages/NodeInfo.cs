using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>A node.</summary>
internal sealed record NodeInfo
{
    [Description("The id, new at each start.")]
    public required string Uid { get; init; }

    [Description("The name.")]
    public required string Name { get; init; }

    [Description("The version of the program.")]
    public required string Version { get; init; }

    [Description("Connections.")]
    public required int NumClients { get; init; }

    [Description("Different users among them.")]
    public required int NumUsers { get; init; }

    [Description("Channels that have subscribers.")]
    public required int NumChannels { get; init; }

    [Description("Subscriptions.")]
    public required long NumSubs { get; init; }

    [Description("Seconds since the start.")]
    public required long Uptime { get; init; }

    [Description("The process.")]
    public required ProcessInfo Process { get; init; }
}
