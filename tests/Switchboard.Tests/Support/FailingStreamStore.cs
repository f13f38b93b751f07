using Switchboard.Extensibility;

namespace Switchboard.Tests.Support;

/// <summary>A store that fails to read while it is told to.</summary>
internal sealed class FailingStreamStore(IStreamStore inner) : ForwardedStore(inner), IStreamStore
{
    public bool Fails { get; set; }

    /// <summary>What is done before each read.</summary>
    public Func<Task> BeforeRead { get; set; } = static () => Task.CompletedTask;

    public ValueTask<AppendResult> AppendAsync(StreamAppend append, IPublicationSink sink, CancellationToken cancellationToken)
        => Inner.AppendAsync(append, sink, cancellationToken);

    public async ValueTask<StreamSlice> ReadAsync(string channel, StreamRetention retention, StreamRead read, CancellationToken cancellationToken)
    {
        await BeforeRead();
        return Fails ? throw new IOException("The disk is gone.") : await Inner.ReadAsync(channel, retention, read, cancellationToken);
    }

    public ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken) => Inner.RemoveHistoryAsync(channel, cancellationToken);
}
