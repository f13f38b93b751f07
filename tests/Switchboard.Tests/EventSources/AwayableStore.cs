using Switchboard.Extensibility;
using Switchboard.Tests.Support;

namespace Switchboard.Tests.EventSources;

/// <summary>A store that takes nothing while it is away, and counts how often it was asked.</summary>
internal sealed class AwayableStore(IStreamStore inner) : ForwardedStore(inner), IStreamStore
{
    private int _refused;

    public volatile bool IsAway;

    public int Refused => Volatile.Read(ref _refused);

    public ValueTask<AppendResult> AppendAsync(StreamAppend append, IPublicationSink sink, CancellationToken cancellationToken)
    {
        if (IsAway)
        {
            Interlocked.Increment(ref _refused);
            throw new SwitchboardException(ErrorCodes.NotAvailable with { Temporary = true });
        }

        return Inner.AppendAsync(append, sink, cancellationToken);
    }

    public ValueTask<StreamSlice> ReadAsync(string channel, StreamRetention retention, StreamRead read, CancellationToken cancellationToken)
        => Inner.ReadAsync(channel, retention, read, cancellationToken);

    public ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken) => Inner.RemoveHistoryAsync(channel, cancellationToken);
}
