namespace Switchboard.Client.Outbox;

/// <summary>What the options of an outbox have to be.</summary>
internal static class OutboxRules
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    /// <summary>Everything that is wrong, each as a sentence.</summary>
    public static IReadOnlyList<string> ProblemsOf(OutboxOptions options)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Path))
        {
            problems.Add("Outbox.Path has to be the path of a file.");
        }

        if (!Enum.IsDefined(options.WhenFull))
        {
            problems.Add("Outbox.WhenFull has to be Reject, DropOldest or DropNewest.");
        }

        if (options.MaxAge <= TimeSpan.Zero && options.MaxAge != Timeout.InfiniteTimeSpan)
        {
            problems.Add("Outbox.MaxAge has to be more than nothing, or infinite.");
        }

        CheckCounts(options, problems);
        CheckTimes(options, problems);
        return problems;
    }

    private static void CheckCounts(OutboxOptions options, List<string> problems)
    {
        CheckCount(options.MaxItems, least: 1, nameof(options.MaxItems), problems);
        CheckCount(options.MaxBytes, least: 1, nameof(options.MaxBytes), problems);
        CheckCount(options.MaxItemBytes, least: 1, nameof(options.MaxItemBytes), problems);
        CheckCount(options.MaxInFlight, least: 1, nameof(options.MaxInFlight), problems);
        CheckCount(options.MaxAttempts, least: 1, nameof(options.MaxAttempts), problems);
        CheckCount(options.MaxDeadLetters, least: 0, nameof(options.MaxDeadLetters), problems);
    }

    private static void CheckTimes(OutboxOptions options, List<string> problems)
    {
        CheckTime(options.AcknowledgementTimeout, nameof(options.AcknowledgementTimeout), problems);
        CheckTime(options.RetryDelay, nameof(options.RetryDelay), problems);
        CheckTime(options.MaxRetryDelay, nameof(options.MaxRetryDelay), problems);
        if (options.MaxRetryDelay < options.RetryDelay)
        {
            problems.Add("Outbox.MaxRetryDelay must not be less than Outbox.RetryDelay.");
        }
    }

    private static void CheckCount(long value, int least, string name, List<string> problems)
    {
        if (value < least)
        {
            problems.Add($"Outbox.{name} has to be at least {least}.");
        }
    }

    private static void CheckTime(TimeSpan value, string name, List<string> problems)
    {
        if (value <= TimeSpan.Zero || value > _longest)
        {
            problems.Add($"Outbox.{name} has to be more than nothing and at most a day.");
        }
    }
}
