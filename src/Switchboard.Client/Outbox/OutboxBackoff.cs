namespace Switchboard.Client.Outbox;

/// <summary>How long to wait before an item is sent again: a random part of a time that doubles with each attempt.</summary>
internal static class OutboxBackoff
{
    public static TimeSpan After(int attempts, OutboxOptions options)
    {
        // From 2^30 on the longest wait has long been reached.
        var factor = 1L << Math.Clamp(attempts - 1, 0, 30);
        var longest = Math.Min(options.RetryDelay.TotalMilliseconds * factor, options.MaxRetryDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * longest);
    }
}
