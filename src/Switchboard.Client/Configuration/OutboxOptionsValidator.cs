namespace Switchboard.Client.Configuration;

/// <summary>Validates the options of an outbox.</summary>
internal static class OutboxOptionsValidator
{
    /// <summary>Everything that is wrong, each as a sentence.</summary>
    public static IReadOnlyList<string> Validate(OutboxOptions options)
    {
        var errors = new OptionErrors("Outbox.");
        errors.Require(!string.IsNullOrWhiteSpace(options.Path), "Path has to be the path of a file.");
        errors.Require(Enum.IsDefined(options.WhenFull), "WhenFull has to be Reject, DropOldest or DropNewest.");
        errors.Require(options.MaxAge > TimeSpan.Zero || options.MaxAge == Timeout.InfiniteTimeSpan, "MaxAge has to be more than nothing, or infinite.");
        errors.RequireCount(options.MaxItems, nameof(options.MaxItems));
        errors.RequireCount(options.MaxBytes, nameof(options.MaxBytes));
        errors.RequireCount(options.MaxItemBytes, nameof(options.MaxItemBytes));
        errors.RequireCount(options.MaxInFlight, nameof(options.MaxInFlight));
        errors.RequireCount(options.MaxAttempts, nameof(options.MaxAttempts));
        errors.RequireCount(options.MaxDeadLetters, nameof(options.MaxDeadLetters), least: 0);
        errors.RequireTime(options.AcknowledgementTimeout, nameof(options.AcknowledgementTimeout));
        errors.RequireTime(options.RetryDelay, nameof(options.RetryDelay));
        errors.RequireTime(options.MaxRetryDelay, nameof(options.MaxRetryDelay));
        errors.Require(options.MaxRetryDelay >= options.RetryDelay, "MaxRetryDelay must not be less than Outbox.RetryDelay.");
        return errors.Messages;
    }
}
