using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Switchboard.Transports;
using Xunit;

namespace Switchboard.Tests.Transports;

public sealed class RequestBodyTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // Kestrel cannot end its own read where the client breaks off behind bytes that were looked at and not taken: it warns of that.
    [Fact]
    public async Task Read_InParts_TakesWhatItHasLookedAt()
    {
        var pipe = new Pipe();
        var reader = new TakingReader(pipe.Reader);
        var reading = Read(reader, maxBytes: 6);

        await pipe.Writer.WriteAsync("abc"u8.ToArray(), Cancelled);
        await pipe.Writer.WriteAsync("def"u8.ToArray(), Cancelled);
        await pipe.Writer.CompleteAsync();

        Assert.Equal("abcdef"u8.ToArray(), await reading);
    }

    [Fact]
    public async Task Read_InPartsTooLargeTogether_IsNothing()
    {
        var pipe = new Pipe();
        var reading = Read(new TakingReader(pipe.Reader), maxBytes: 5);

        await pipe.Writer.WriteAsync("abc"u8.ToArray(), Cancelled);
        await pipe.Writer.WriteAsync("def"u8.ToArray(), Cancelled);

        Assert.Null(await reading);
    }

    [Fact]
    public async Task Read_Nothing_IsEmpty()
    {
        var pipe = new Pipe();
        await pipe.Writer.CompleteAsync();

        Assert.Empty((await Read(new TakingReader(pipe.Reader), maxBytes: 5))!);
    }

    private static Task<byte[]?> Read(PipeReader reader, int maxBytes)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new Body(reader));
        return RequestBody.ReadAsync(context.Request, maxBytes, Cancelled).AsTask();
    }

    private sealed record Body(PipeReader Reader) : IRequestBodyPipeFeature;

    /// <summary>Wants whatever is looked at to be taken, too.</summary>
    private sealed class TakingReader(PipeReader inner) : PipeReader
    {
        public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            Assert.Equal(consumed, examined);
            inner.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => inner.ReadAsync(cancellationToken);

        public override bool TryRead(out ReadResult result) => inner.TryRead(out result);
    }
}
