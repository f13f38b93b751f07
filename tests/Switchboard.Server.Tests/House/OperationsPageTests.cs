using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Switchboard.Diagnostics.Prometheus;
using Switchboard.Hosting;
using Xunit;

namespace Switchboard.Server.Tests.House;

public sealed partial class OperationsPageTests
{
    [Fact]
    public async Task Page_Metrics_AreThoseOfTheHub()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/operations.md"), TestContext.Current.CancellationToken);

        var documented = RowPattern().Matches(page).Select(row => $"{row.Groups["name"].Value} {row.Groups["type"].Value}");

        Assert.Equal((await MetricsAsync()).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Page_LogEvents_AreThoseOfTheCode()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/operations.md"), TestContext.Current.CancellationToken);
        var sources = Directory.EnumerateFiles(Repository.PathOf("src"), "*Log.cs", SearchOption.AllDirectories).Select(File.ReadAllText);

        var documented = EventRowPattern().Matches(page).Select(row => $"{row.Groups["id"].Value} {row.Groups["level"].Value}");
        var events = sources.SelectMany(source => EventPattern().Matches(source)).Select(log => $"{log.Groups["id"].Value} {log.Groups["level"].Value}");

        Assert.Equal(events.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static async Task<IEnumerable<string>> MetricsAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSwitchboard(builder.Configuration);
        await using var application = builder.Build();
        application.MapSwitchboard();
        Assert.NotEmpty(application.Services.GetServices<IHostedService>());
        var text = new StringBuilder();
        application.Services.GetRequiredService<PrometheusExporter>().Write(text);
        return TypePattern().Matches(text.ToString()).Select(type => $"{type.Groups["name"].Value} {type.Groups["type"].Value}");
    }

    /// <summary>The form of the rows: | `name` | type | labels | meaning |.</summary>
    [GeneratedRegex(@"^\| `(?<name>switchboard_[a-z_]+)` \| (?<type>counter|gauge|histogram) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex RowPattern();

    /// <summary>The form of the rows: | id | level | meaning |.</summary>
    [GeneratedRegex(@"^\| (?<id>\d+) \| (?<level>[A-Z][a-z]+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex EventRowPattern();

    [GeneratedRegex(@"LoggerMessage\((EventId = )?(?<id>\d+), (Level = )?LogLevel\.(?<level>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex EventPattern();

    [GeneratedRegex(@"^# TYPE (?<name>switchboard_\w+) (?<type>\w+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TypePattern();
}
