using Switchboard.Api.Messages;
using Switchboard.Bus;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Results;
using Switchboard.Timing;

namespace Switchboard.Api.Methods;

/// <summary><c>info</c>.</summary>
internal sealed class InfoMethod(NodeIdentity node, ConnectionRegistry connections, ChannelRegistry channels, HubMetrics metrics, Clock clock)
    : ApiMethod<InfoRequest, InfoResult>("info", "Tells of the nodes.", ApiJsonContext.Default.InfoRequest, ApiJsonContext.Default.InfoResult)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<InfoResult>> HandleAsync(
        InfoRequest request, ApiKeySettings key, CancellationToken cancellationToken)
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
