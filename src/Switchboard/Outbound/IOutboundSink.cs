using Switchboard.Diagnostics;

namespace Switchboard.Outbound;

/// <summary>Where a connection's bytes leave the process. Called by one thread at a time.</summary>
internal interface IOutboundSink
{
    /// <summary>Hands over as many bytes as are taken at once. Never blocks.</summary>
    /// <param name="bytes">The bytes; read only during the call.</param>
    /// <returns>How many were taken, or -1 when the connection is broken.</returns>
    int TrySend(ReadOnlySpan<byte> bytes);

    /// <summary>Hands over bytes that were not taken at once, however long that takes.</summary>
    /// <param name="bytes">The bytes; unchanged until the task completes.</param>
    /// <returns>False when the connection is broken or closed. Never throws.</returns>
    ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes);
}

/// <summary>A sink that hands over several frames in one call as cheaply as one.</summary>
internal interface IGatheringSink : IOutboundSink
{
    /// <summary>Hands over as many bytes of several frames as are taken at once. Never blocks.</summary>
    /// <param name="frames">The frames; read only during the call.</param>
    /// <returns>How many bytes were taken, or -1 when the connection is broken.</returns>
    int TrySend(List<ArraySegment<byte>> frames);
}

/// <summary>Whose queue it is.</summary>
internal interface IOutboundOwner
{
    /// <summary>Learns that sending failed where it should not have: nothing more is sent. Must not throw.</summary>
    void OnDrainFailed(Exception exception);
}

/// <summary>What all outbound queues of a node have done together.</summary>
internal sealed class OutboundCounters
{
    /// <summary>Bytes handed to the operating system or the server's transport.</summary>
    public StripedCounter SentBytes { get; } = new();

    /// <summary>How often a connection took no more bytes and was drained asynchronously.</summary>
    public StripedCounter AsynchronousDrains { get; } = new();
}
