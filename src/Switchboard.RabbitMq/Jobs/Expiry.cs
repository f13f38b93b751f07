using Switchboard.Extensibility;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>How long a message may wait for a worker.</summary>
internal static class Expiry
{
    /// <summary>In milliseconds; null for ever. RabbitMQ counts in 32 bits: what is further away is left to the hub.</summary>
    /// <exception cref="SwitchboardException">It is over (110).</exception>
    public static long? Of(JobAttempt attempt, TimeProvider time)
    {
        if (attempt.ExpiresAt is not { } at)
        {
            return null;
        }

        var left = (long)(at - time.GetUtcNow()).TotalMilliseconds;
        return left <= 0 ? throw new SwitchboardException(ErrorCodes.Expired) : left <= uint.MaxValue ? left : null;
    }
}
