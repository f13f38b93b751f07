using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>A node.</summary>
internal sealed record NodeInfo
{
    /// <summary>The id, new at each start.</summary>
    [Description("The id, new at each start.")]
    public required string Uid { get; init; }

    /// <summary>The name.</summary>
    [Description("The name.")]
    public required string Name { get; init; }

    /// <summary>The version of the program.</summary>
    [Description("The version of the program.")]
    public required string Version { get; init; }

    /// <summary>Connections.</summary>
    [Description("Connections.")]
    public required int NumClients { get; init; }

    /// <summary>Different users among them.</summary>
    [Description("Different users among them.")]
    public required int NumUsers { get; init; }

    /// <summary>Channels that have subscribers.</summary>
    [Description("Channels that have subscribers.")]
    public required int NumChannels { get; init; }

    /// <summary>Subscriptions.</summary>
    [Description("Subscriptions.")]
    public required long NumSubs { get; init; }

    /// <summary>Seconds since the start.</summary>
    [Description("Seconds since the start.")]
    public required long Uptime { get; init; }

    /// <summary>The process.</summary>
    [Description("The process.")]
    public required ProcessInfo Process { get; init; }
}
