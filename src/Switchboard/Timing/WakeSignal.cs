using System.Threading.Channels;

namespace Switchboard.Timing;

/// <summary>Wakes a loop that sleeps: there is something to do earlier than it knows.</summary>
internal sealed class WakeSignal(TimeProvider time)
{
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Wakes it, or keeps it from falling asleep.</summary>
    public void Wake() => _calls.Writer.TryWrite(true);

    /// <summary>Waits, at most for the time given.</summary>
    public async Task SleepAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        using var alarm = new CancellationTokenSource(span, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(alarm.Token, cancellationToken);
        try
        {
            await _calls.Reader.ReadAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }
}
