using System.IO.Pipelines;
using Switchboard.Transports;
using Xunit;

namespace Switchboard.Tests.Transports;

public sealed class PipeSinkTests
{
    /// <summary>So the web server's pipe is while it lets a connection go that its client has left.</summary>
    [Fact]
    public void Send_PipeWithoutMemory_IsABrokenConnection()
    {
        var sink = new PipeSink(new GoneWriter());

        Assert.Equal(-1, sink.TrySend("a"u8));
        Assert.Equal(-1, sink.TrySend("b"u8));
    }

    private sealed class GoneWriter : PipeWriter
    {
        public override void Advance(int bytes)
        {
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => Memory<byte>.Empty;

        public override Span<byte> GetSpan(int sizeHint = 0) => [];

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(default(FlushResult));
    }
}
