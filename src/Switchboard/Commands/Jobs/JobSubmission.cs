namespace Switchboard.Commands.Jobs;

/// <summary>Somebody's wish to have a method carried out, however long it takes.</summary>
internal sealed record JobSubmission(string Method, ReadOnlyMemory<byte> Data)
{
    /// <summary>Whether <see cref="Data"/> came out of a JSON reader and has no line breaks.</summary>
    public bool IsCheckedJson { get; init; }

    /// <summary>The milliseconds that an attempt may take; null for the default.</summary>
    public long? DeadlineMilliseconds { get; init; }

    /// <summary>When at the earliest, in Unix milliseconds; null where the delay says it, or for now.</summary>
    public long? At { get; init; }

    /// <summary>In how many milliseconds at the earliest; null where the time is given, or for now.</summary>
    public long? DelayMilliseconds { get; init; }

    /// <summary>The milliseconds from now after which it is not begun any more; null for never.</summary>
    public long? ExpiresMilliseconds { get; init; }

    /// <summary>When it is carried out again and again; null for once.</summary>
    public string? Cron { get; init; }

    /// <summary>The time zone of <see cref="Cron"/>; null for UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>From 1 to 5; null for 3.</summary>
    public int? Priority { get; init; }

    /// <summary>How often it is tried again after a failure; null for the default.</summary>
    public int? Retries { get; init; }

    /// <summary>The key under which it is submitted once; null for none.</summary>
    public string? IdempotencyKey { get; init; }
}
