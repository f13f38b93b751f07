using Switchboard.Specs;

namespace Switchboard.Tests.Hub;

/// <summary>Waits for what happens on other threads and tells nobody.</summary>
internal static class Eventually
{
    /// <summary>Looks again and again until something is so; fails when it is not in good time.</summary>
    public static Task TrueAsync(Func<bool> condition, CancellationToken cancellationToken) => TrueAsync(() => Task.FromResult(condition()), cancellationToken);

    /// <inheritdoc cref="TrueAsync(Func{bool}, CancellationToken)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var end = TimeProvider.System.GetTimestamp() + (long)(Patience.Limit.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (!await condition())
        {
            if (TimeProvider.System.GetTimestamp() > end)
            {
                throw new TimeoutException("It did not come to be.");
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
