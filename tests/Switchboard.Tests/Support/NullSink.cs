using Switchboard.Outbound;

namespace Switchboard.Tests.Support;

/// <summary>Takes everything and keeps nothing.</summary>
internal sealed class NullSink : IOutboundSink
{
    public int TrySend(ReadOnlySpan<byte> bytes) => bytes.Length;

    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes) => ValueTask.FromResult(true);
}
