using System.Diagnostics.Metrics;
using System.Text;

namespace Switchboard.Diagnostics.Prometheus;

/// <summary>One instrument's metric: its series by their tags.</summary>
internal sealed class MetricFamily
{
    /// <summary>What keeps a tag that takes ever new values from filling the memory: further combinations are not counted.</summary>
    private const int MaxSeries = 500;

    private readonly string _name;
    private readonly string _help;
    private readonly MetricKind _kind;
    private readonly bool _adds;
    private readonly bool _isObservable;
    private readonly double[] _bounds;
    private readonly Func<long> _pass;
    private readonly Lock _lock = new();
    private MetricSeries[] _series = [];

    /// <param name="name">The metric's name.</param>
    /// <param name="instrument">The instrument.</param>
    /// <param name="pass">The number of the current pass over all observable instruments.</param>
    public MetricFamily(string name, Instrument instrument, Func<long> pass)
    {
        _name = name;
        _help = MetricNames.Help(instrument.Description);
        _kind = MetricKinds.Of(instrument);
        _adds = MetricKinds.Adds(instrument);
        _isObservable = instrument.IsObservable;
        _bounds = _kind == MetricKind.Histogram ? MetricKinds.Bounds(instrument) : [];
        _pass = pass;
    }

    /// <summary>Takes a measurement in.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if ((Find(tags) ?? Add(tags)) is not { } series)
        {
            return;
        }

        if (_kind == MetricKind.Histogram)
        {
            series.Count(value);
        }
        else if (_adds)
        {
            series.Add(value);
        }
        else
        {
            series.Set(value, _isObservable ? _pass() : 0);
        }
    }

    /// <summary>Writes the metric with all its series; of an observable one those that were seen in this pass.</summary>
    public void Write(StringBuilder text, long pass)
    {
        text.Append("# HELP ").Append(_name).Append(' ').Append(_help).Append('\n');
        text.Append("# TYPE ").Append(_name).Append(' ').Append(TypeName).Append('\n');
        foreach (var series in Volatile.Read(ref _series))
        {
            if (!_isObservable || series.Pass == pass)
            {
                series.Write(text, _name);
            }
        }
    }

    private string TypeName => _kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };

    private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var series in Volatile.Read(ref _series))
        {
            if (series.Has(tags))
            {
                return series;
            }
        }

        return null;
    }

    private MetricSeries? Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            if (Find(tags) is { } found)
            {
                return found;
            }

            if (_series.Length >= MaxSeries)
            {
                return null;
            }

            var series = new MetricSeries(tags.ToArray(), _bounds);
            Volatile.Write(ref _series, [.. _series, series]);
            return series;
        }
    }
}
