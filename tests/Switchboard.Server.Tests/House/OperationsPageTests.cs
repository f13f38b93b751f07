using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Diagnostics;
using Switchboard.Diagnostics.Prometheus;
using Switchboard.Extensibility;
using Switchboard.Hosting;
using Switchboard.Identity;
using Switchboard.RabbitMq.Jobs;
using Switchboard.Storage;
using Xunit;

namespace Switchboard.Server.Tests.House;

public sealed partial class OperationsPageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    [Fact]
    public async Task Page_Metrics_AreThoseOfTheHub()
    {
        var page = await ReadAsync();

        var documented = RowPattern().Matches(page).Select(row => $"{row.Groups["name"].Value} {row.Groups["instrument"].Value} {row.Groups["type"].Value}");

        var metrics = (await InstrumentsAsync()).Select(instrument => $"{MetricNames.Of(instrument)} {instrument.Name} {TypeOf(instrument)}");
        Assert.Equal(metrics.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Page_NamesOfMetrics_AreKnownWhereverTheyStand()
    {
        var instruments = await InstrumentsAsync();
        var spans = TraceNamePattern().Matches(await File.ReadAllTextAsync(Repository.PathOf("src/Switchboard/Diagnostics/HubTracing.cs"), TestContext.Current.CancellationToken));

        var named = NamePattern().Matches(await ReadAsync()).Select(match => match.Value).Distinct(StringComparer.Ordinal);

        var known = instruments.Select(MetricNames.Of)
            .Concat(instruments.Select(instrument => instrument.Name))
            .Concat(spans.Select(span => span.Groups["name"].Value))
            .Append("switchboard.json");
        Assert.Empty(named.Except(known, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Page_LogEvents_AreThoseOfTheCode()
    {
        var page = await ReadAsync();
        var sources = Directory.EnumerateFiles(Repository.PathOf("src"), "*Log.cs", SearchOption.AllDirectories).Select(File.ReadAllText);

        var documented = EventRowPattern().Matches(page).Select(row => $"{row.Groups["id"].Value} {row.Groups["level"].Value}");
        var events = sources.SelectMany(source => EventPattern().Matches(source)).Select(log => $"{log.Groups["id"].Value} {log.Groups["level"].Value}");

        Assert.Equal(events.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string> ReadAsync() => await File.ReadAllTextAsync(Repository.PathOf("docs/operations.md"), TestContext.Current.CancellationToken);

    /// <summary>The instruments that a hub has once it has started.</summary>
    private async Task<IReadOnlyList<Instrument>> InstrumentsAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSwitchboard(builder.Configuration).UseSqlite(store => store.Path = Path.Combine(_folder.FullName, "hub.db")).AddIdentity()
            .AddRabbitMqJobCarrier(static carrier => (carrier.Name, carrier.Uri) = ("page", new Uri("amqp://localhost")));
        await using var application = builder.Build();
        application.MapSwitchboard();
        Assert.Single(application.Services.GetServices<IJobCarrier>());
        await application.StartAsync(TestContext.Current.CancellationToken);
        var meter = application.Services.GetRequiredService<HubMetrics>().Meter;
        var instruments = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            // Other hubs of this process have meters of the same name.
            if (ReferenceEquals(instrument.Meter, meter))
            {
                instruments.Add(instrument);
            }
        };
        listener.Start();
        await application.StopAsync(TestContext.Current.CancellationToken);
        return instruments;
    }

    private static string TypeOf(Instrument instrument) => MetricKinds.Of(instrument) switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };

    /// <summary>The form of the rows: | `name` | `instrument` | type | labels | meaning |.</summary>
    [GeneratedRegex(@"^\| `(?<name>switchboard_[a-z_]+)` \| `(?<instrument>switchboard\.[a-z_.]+)` \| (?<type>counter|gauge|histogram) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex RowPattern();

    [GeneratedRegex(@"\bswitchboard(_[a-z_]+|\.[a-z][a-z_.]*[a-z])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NamePattern();

    /// <summary>Names of spans and of their tags in the source.</summary>
    [GeneratedRegex(@"""(?<name>switchboard\.[a-z]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TraceNamePattern();

    /// <summary>The form of the rows: | id | level | meaning |.</summary>
    [GeneratedRegex(@"^\| (?<id>\d+) \| (?<level>[A-Z][a-z]+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex EventRowPattern();

    [GeneratedRegex(@"LoggerMessage\((EventId = )?(?<id>\d+), (Level = )?LogLevel\.(?<level>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex EventPattern();
}
