using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine;

/// <summary>Options that take a time.</summary>
internal static class TimeArguments
{
    private const string Forms = "without an offset, in the time of this machine";
    private const int DateLength = 10;

    /// <summary>Makes an option for a time of the calendar.</summary>
    /// <param name="name">The option.</param>
    /// <param name="what">What it is, without a full stop.</param>
    public static Option<DateTimeOffset?> Create(string name, string what) => new(name) { Description = $"{what}, such as {Times.Example()}; {Forms}.", HelpName = "TIME" };

    /// <summary>Makes an option for a time of the calendar or in Unix seconds, which it is read as.</summary>
    /// <param name="name">The option.</param>
    /// <param name="what">What it is, without a full stop.</param>
    /// <param name="otherwise">What holds without it, and where it is 0: a sentence.</param>
    public static Option<long> CreateSeconds(string name, string what, string otherwise) => new(name)
    {
        Description = $"{what}, such as {Times.Example()}; {Forms}. Or Unix seconds. {otherwise}",
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (TryRead(text, out var seconds))
            {
                return seconds;
            }

            result.AddError($"'{Printable.Of(text)}' is no value for {name}, which takes a time such as {Times.Example()}, or Unix seconds.");
            return 0;
        },
    };

    /// <summary>Makes the option <c>--in-seconds</c>.</summary>
    /// <param name="description">What happens then.</param>
    public static Option<long?> CreateDelay(string description)
    {
        var delay = new Option<long?>("--in-seconds") { Description = description, HelpName = "SECONDS" };
        delay.Require(static seconds => seconds is null or >= 0, "--in-seconds takes 0 or more.");
        return delay;
    }

    /// <summary>Writes seconds as milliseconds.</summary>
    public static void WriteMilliseconds(Utf8JsonWriter writer, string property, long seconds)
    {
        // So many seconds may be more milliseconds than a long holds; the server says so.
        writer.WritePropertyName(property);
        writer.WriteRawValue(((decimal)seconds * 1000).ToString(CultureInfo.InvariantCulture));
    }

    private static bool TryRead(string text, out long seconds)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds))
        {
            return seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        }

        // The framework would take "10:00" for a time of today, and much else.
        if (text.Length < DateLength || text[4] != '-' || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time))
        {
            return false;
        }

        seconds = time.ToUnixTimeSeconds();
        return true;
    }
}
