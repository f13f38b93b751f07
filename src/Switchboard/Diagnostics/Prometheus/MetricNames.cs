using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Switchboard.Diagnostics.Prometheus;

/// <summary>Names, labels and numbers in the spelling of Prometheus.</summary>
internal static class MetricNames
{
    private const string CountSuffix = "_count";

    /// <summary>The name of an instrument's metric: <c>switchboard.sent</c>, a counter in bytes, is <c>switchboard_sent_bytes_total</c>.</summary>
    public static string Of(Instrument instrument)
    {
        var isCounter = MetricKinds.Of(instrument) == MetricKind.Counter;
        var name = new StringBuilder(isCounter ? Spell(instrument.Name) : WithoutCount(Spell(instrument.Name)));
        var unit = UnitOf(instrument.Unit);
        if (unit.Length > 0 && !instrument.Name.EndsWith(unit, StringComparison.Ordinal))
        {
            name.Append('_').Append(unit);
        }

        return isCounter ? name.Append("_total").ToString() : name.ToString();
    }

    // The ending _count belongs to histograms: what is counted is named instead, as in dotnet_thread_pool_threads.
    private static string WithoutCount(string name)
    {
        if (!name.EndsWith(CountSuffix, StringComparison.Ordinal))
        {
            return name;
        }

        var counted = name[..^CountSuffix.Length];
        return counted.EndsWith('y') ? $"{counted[..^1]}ies" : $"{counted}s";
    }

    /// <summary>A measurement's tags as labels, without braces: <c>code="3008",recovered="true"</c>.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            labels.Append(labels.Length == 0 ? "" : ",").Append(Spell(name)).Append("=\"").Append(Escape(TextOf(value))).Append('"');
        }

        return labels.ToString();
    }

    /// <summary>A number, which is written the same everywhere.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>The text behind HELP.</summary>
    public static string Help(string? description)
        => (description ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Escape(string value) => Help(value).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string TextOf(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    private static string Spell(string name) => string.Create(name.Length, name, static (spelled, name) =>
    {
        for (var i = 0; i < name.Length; i++)
        {
            spelled[i] = char.IsAsciiLetterOrDigit(name[i]) ? name[i] : '_';
        }
    });

    // Units in braces, such as {connection}, only say what is counted.
    private static string UnitOf(string? unit) => unit switch
    {
        "s" => "seconds",
        "By" => "bytes",
        _ => "",
    };
}
