using System.Text;

namespace Switchboard.Diagnostics.Prometheus;

/// <summary>The measurements of one metric that have the same tags.</summary>
internal sealed class MetricSeries
{
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly string _labels;
    private readonly double[] _bounds;
    private readonly StripedBuckets? _buckets;
    private double _value;

    /// <param name="tags">The tags.</param>
    /// <param name="bounds">The upper bounds of a histogram's buckets; empty for other metrics.</param>
    public MetricSeries(KeyValuePair<string, object?>[] tags, double[] bounds)
    {
        _tags = tags;
        _labels = MetricNames.Labels(tags);
        _bounds = bounds;
        _buckets = bounds.Length == 0 ? null : new StripedBuckets(bounds.Length + 1);
    }

    /// <summary>The pass in which an observable instrument last told this value.</summary>
    public long Pass { get; private set; }

    /// <summary>Whether these are its tags. Their order counts: an instrument's maker always gives them in the same.</summary>
    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length != _tags.Length)
        {
            return false;
        }

        for (var i = 0; i < tags.Length; i++)
        {
            if (!tags[i].Key.Equals(_tags[i].Key, StringComparison.Ordinal) || !Equals(tags[i].Value, _tags[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Counts a measurement into its bucket.</summary>
    public void Count(double value)
    {
        var index = Array.BinarySearch(_bounds, value);
        _buckets!.Add(index < 0 ? ~index : index, value);
    }

    /// <summary>Adds an amount.</summary>
    public void Add(double amount) => StripedBuckets.Add(ref _value, amount);

    /// <summary>Replaces the value.</summary>
    public void Set(double value, long pass)
    {
        Volatile.Write(ref _value, value);
        Pass = pass;
    }

    /// <summary>Writes its lines.</summary>
    public void Write(StringBuilder text, string name)
    {
        if (_buckets is null)
        {
            WriteLine(text, name, _labels, MetricNames.Number(Volatile.Read(ref _value)));
            return;
        }

        var (counts, sum) = _buckets.Read();
        var total = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            var bound = MetricNames.Number(i < _bounds.Length ? _bounds[i] : double.PositiveInfinity);
            WriteLine(text, name + "_bucket", $"{_labels}{(_labels.Length == 0 ? "" : ",")}le=\"{bound}\"", MetricNames.Number(total));
        }

        WriteLine(text, name + "_sum", _labels, MetricNames.Number(sum));
        WriteLine(text, name + "_count", _labels, MetricNames.Number(total));
    }

    private static void WriteLine(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value).Append('\n');
    }
}
