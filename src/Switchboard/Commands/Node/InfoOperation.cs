using System.ComponentModel;
using Switchboard.Bus;
using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Results;
using Switchboard.Timing;

namespace Switchboard.Commands.Node;

/// <summary><c>info</c>.</summary>
internal sealed class InfoOperation(NodeIdentity node, ConnectionRegistry connections, ChannelRegistry channels, HubMetrics metrics, Clock clock)
    : Operation<InfoRequest, InfoResult>("info", OperationJsonContext.Default.InfoRequest, OperationJsonContext.Default.InfoResult)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<InfoResult>> ExecuteAsync(OperationCaller caller, InfoRequest request, CancellationToken cancellationToken)
        => ValueTask.FromResult<Result<InfoResult>>(new InfoResult { Nodes = [Describe()] });

    private NodeInfo Describe() => new()
    {
        Uid = node.Id,
        Name = node.Name,
        Version = node.Version,
        NumClients = connections.Count,
        NumUsers = connections.UserCount,
        NumChannels = channels.Count,
        NumSubs = metrics.Subscriptions.Value,
        Uptime = (long)(clock.UtcNow - node.StartedAt).TotalSeconds,
        Process = new ProcessInfo { Rss = Environment.WorkingSet },
    };
}

/// <summary>Asks for the nodes.</summary>
internal sealed record InfoRequest;

/// <summary>The nodes.</summary>
internal sealed record InfoResult
{
    [Description("The nodes.")]
    public required IReadOnlyList<NodeInfo> Nodes { get; init; }
}

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

/// <summary>A process.</summary>
internal sealed record ProcessInfo
{
    [Description("The memory that it holds, in bytes.")]
    public required long Rss { get; init; }
}
