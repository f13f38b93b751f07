using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Diagnostics;
using Switchboard.Diagnostics.Prometheus;
using Xunit;

namespace Switchboard.Tests.Diagnostics;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly HubMetrics _metrics;
    private readonly PrometheusExporter _exporter;

    public PrometheusExporterTests()
    {
        _metrics = new HubMetrics(_services.GetRequiredService<IMeterFactory>());
        _exporter = new PrometheusExporter(_metrics);
    }

    [Fact]
    public void Write_Counter_HasHelpTypeUnitAndTotal()
    {
        _metrics.ReceivedBytes.Add(42);

        Assert.Contains(
            """
            # HELP switchboard_received_bytes_total Bytes of messages received.
            # TYPE switchboard_received_bytes_total counter
            switchboard_received_bytes_total 42

            """,
            Text(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Write_TagsOfOneInstrument_AreSeriesOfTheirOwn()
    {
        _metrics.Closed(CloseCodes.Slow);
        _metrics.Closed(CloseCodes.Slow);
        _metrics.Closed(CloseCodes.Shutdown);

        Assert.Contains("\nswitchboard_connections_closed_total{code=\"3008\"} 2\nswitchboard_connections_closed_total{code=\"3001\"} 1\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Label_IsEscaped()
    {
        _metrics.ApiRequest("publish", "a \"key\"\\\n");

        Assert.Contains("{method=\"publish\",key=\"a \\\"key\\\"\\\\\\n\"} 1\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Histogram_CountsUpToEachBound()
    {
        var histogram = _metrics.Meter.CreateHistogram("test.time", "s", "A time.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        histogram.Record(0.25);
        histogram.Record(0.5);
        histogram.Record(0.75);
        histogram.Record(8);

        Assert.Contains(
            """
            # TYPE test_time_seconds histogram
            test_time_seconds_bucket{le="0.5"} 2
            test_time_seconds_bucket{le="1"} 3
            test_time_seconds_bucket{le="+Inf"} 4
            test_time_seconds_sum 9.5
            test_time_seconds_count 4

            """,
            Text(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Write_GaugeThatCounts_IsNamedAfterWhatItCounts()
    {
        _metrics.Meter.CreateUpDownCounter<int>("test.worker.count").Add(2);
        _metrics.Meter.CreateUpDownCounter<int>("test.assembly.count").Add(3);
        _metrics.Meter.CreateCounter<int>("test.item.count").Add(4);

        var text = Text();

        Assert.Contains("# TYPE test_workers gauge\ntest_workers 2\n", text, StringComparison.Ordinal);
        Assert.Contains("\ntest_assemblies 3\n", text, StringComparison.Ordinal);
        Assert.Contains("\ntest_item_count_total 4\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SeriesThatIsNoLongerObserved_IsGone()
    {
        var observed = new List<Measurement<int>> { new(1, KeyValuePair.Create("of", (object?)"a")), new(2, KeyValuePair.Create("of", (object?)"b")) };
        _metrics.Meter.CreateObservableGauge("test.seen", () => observed);
        Assert.Contains("test_seen{of=\"a\"} 1\ntest_seen{of=\"b\"} 2\n", Text(), StringComparison.Ordinal);

        observed.RemoveAt(0);

        Assert.DoesNotContain("test_seen{of=\"a\"}", Text(), StringComparison.Ordinal);
        Assert.Contains("test_seen{of=\"b\"} 2\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_TagWithEverNewValues_IsBounded()
    {
        var counter = _metrics.Meter.CreateCounter<int>("test.many");
        for (var i = 0; i < 2000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        Assert.Equal(500, Text().Split('\n').Count(line => line.StartsWith("test_many_total{", StringComparison.Ordinal)));
    }

    [Fact]
    public void Write_OtherHubOfTheProcess_IsNotCounted()
    {
        using var otherServices = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var other = new HubMetrics(otherServices.GetRequiredService<IMeterFactory>());

        other.Closed(CloseCodes.Slow);

        Assert.DoesNotContain("code=\"3008\"", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_ManyThreads_LosesNothing()
    {
        const int each = 20_000;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
            {
                _metrics.Published(Stopwatch.GetTimestamp());
                _metrics.Recovery(recovered: true);
            }
        }, TestContext.Current.CancellationToken)));

        var text = Text();
        Assert.Contains($"\nswitchboard_publish_latency_seconds_count {4 * each}\n", text, StringComparison.Ordinal);
        Assert.Contains($"\nswitchboard_recoveries_total{{recovered=\"true\"}} {4 * each}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Published_WhileListenedTo_AllocatesNothing()
    {
        _metrics.Published(Stopwatch.GetTimestamp());

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _metrics.Published(Stopwatch.GetTimestamp());
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    public void Dispose()
    {
        _exporter.Dispose();
        _services.Dispose();
    }

    private string Text()
    {
        var text = new StringBuilder();
        _exporter.Write(text);
        return text.ToString();
    }
}
