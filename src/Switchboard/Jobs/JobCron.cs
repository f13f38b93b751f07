using Cronos;
using Switchboard.Results;

namespace Switchboard.Jobs;

/// <summary>Reads cron expressions of five fields, or of six with seconds.</summary>
internal static class JobCron
{
    private const int FieldsWithSeconds = 6;

    /// <summary>Why an expression, or its time zone, cannot be read; null where both can.</summary>
    public static ErrorCode? Check(string cron, string? timeZone)
    {
        if (!CronExpression.TryParse(cron, FormatOf(cron), out _))
        {
            return InvalidField.Of("cron", "must be a cron expression of five fields, or of six with seconds");
        }

        return timeZone is null || TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _) ? null : InvalidField.Of("time_zone", "must be the name of a time zone, such as Europe/Berlin");
    }

    /// <summary>The next time by a body's expression behind a time; null for none.</summary>
    /// <exception cref="CronFormatException">The expression cannot be read.</exception>
    /// <exception cref="TimeZoneNotFoundException">This machine does not know the time zone.</exception>
    public static DateTimeOffset? NextAfter(JobBody body, DateTimeOffset time)
    {
        var expression = CronExpression.Parse(body.Cron!, FormatOf(body.Cron!));
        var zone = body.TimeZone is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(body.TimeZone);
        return expression.GetNextOccurrence(time, zone);
    }

    private static CronFormat FormatOf(string cron)
        => cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard;
}
