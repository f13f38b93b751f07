using Switchboard.Diagnostics;

namespace Switchboard.Outbound;

/// <summary>What all outbound queues of a node have done together.</summary>
internal sealed class OutboundCounters
{
    /// <summary>Bytes handed to the operating system or the server's transport.</summary>
    public StripedCounter SentBytes { get; } = new();

    /// <summary>How often a connection took no more bytes and was drained asynchronously.</summary>
    public StripedCounter AsynchronousDrains { get; } = new();
}
