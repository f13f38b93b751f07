using System.ComponentModel.DataAnnotations;

namespace Switchboard.Client.Outbox;

/// <summary>Where an outbox keeps what is to be sent, how much of it and for how long.</summary>
public sealed class OutboxOptions
{
    /// <summary>
    /// The SQLite file, created with its folder where it is missing. It belongs to one outbox at a time and must lie on a local disk.
    /// There is no default.
    /// </summary>
    [Required]
    public string Path { get; set; } = "";

    /// <summary>The most items that may wait. Further ones are answered by <see cref="WhenFull"/>.</summary>
    [Range(1, int.MaxValue)]
    public int MaxItems { get; set; } = 100_000;

    /// <summary>The most bytes of payloads and channel names that may wait; 256 MiB. Further items are answered by <see cref="WhenFull"/>.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>
    /// The largest payload of one item, in bytes. Larger ones are refused with an <see cref="ArgumentException"/>: a hub closes the
    /// connection over a message that is longer than its limit (64 KiB unless set otherwise), which an item must never cause.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaxItemBytes { get; set; } = 60_000;

    /// <summary>How long an item may wait; 7 days. Older ones are given up. <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>What happens to a new item that there is no room for; it is rejected unless set otherwise.</summary>
    public OutboxFullMode WhenFull { get; set; } = OutboxFullMode.Reject;

    /// <summary>
    /// The most items that are sent before the first of them is acknowledged. Order is kept over lost connections whatever the number is.
    /// Where a hub answers one item with a temporary error (100 or 111), items behind it that were already sent may pass it; 1 rules that out.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxInFlight { get; set; } = 128;

    /// <summary>
    /// How many times an item is sent in vain, by temporary errors or by connections that end over it, before it becomes a dead letter and
    /// lets the next ones pass. The absence of the hub never counts.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaxAttempts { get; set; } = 50;

    /// <summary>How long an item's acknowledgement may take before the item is sent again.</summary>
    public TimeSpan AcknowledgementTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait after a first vain attempt. It doubles with each further one; the actual wait is a random part of it.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What <see cref="RetryDelay"/> grows to at most.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most dead letters that are kept. Of more the oldest are deleted.</summary>
    [Range(0, int.MaxValue)]
    public int MaxDeadLetters { get; set; } = 1000;

    /// <summary>Throws where the options do not make sense.</summary>
    internal void Validate()
    {
        Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
        foreach (var (name, value) in new[] { (nameof(AcknowledgementTimeout), AcknowledgementTimeout), (nameof(RetryDelay), RetryDelay), (nameof(MaxRetryDelay), MaxRetryDelay) })
        {
            if (value <= TimeSpan.Zero)
            {
                throw new ValidationException($"{name} must be longer than zero.");
            }
        }

        if (MaxAge <= TimeSpan.Zero && MaxAge != Timeout.InfiniteTimeSpan)
        {
            throw new ValidationException($"{nameof(MaxAge)} must be longer than zero, or infinite.");
        }
    }
}
