using System.Text;
using Switchboard.Server.Tests.CommandLine;
using Xunit;

namespace Switchboard.Server.Tests.Serving;

public sealed class TelemetryTests : IDisposable
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Serve_Collector_IsSentThePublishAsPartOfTheCallersTrace(bool isNamedByOption)
    {
        await using var collector = await OtlpCollector.StartAsync();
        var endpoint = collector.Address;
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = isNamedByOption ? "" : "hub-of-the-shop",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment=the-stage",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = isNamedByOption ? "" : endpoint,
        };
        using var server = SwitchboardProcess.Start(
            _folder.FullName,
            variables,
            "serve", "--urls", "http://127.0.0.1:0",
            "--set", $"telemetry.otlpEndpoint={(isNamedByOption ? endpoint : "")}",
            "--set", "namespaces.traced.historySize=1",
            "--set", "api.keys[0].name=test",
            "--set", "api.keys[0].key=test");
        await PublishAsync(await server.ReadAddressAsync(Cancellation));

        await server.TerminateAsync(Cancellation);
        var result = await server.WaitAsync(Cancellation);

        Assert.Equal(0, result.ExitCode);
        var traces = collector.Received["/v1/traces"];
        Assert.True(Contains(traces, "switchboard.publish"u8));
        Assert.True(Contains(traces, Convert.FromHexString(TraceId)));
        Assert.Equal(!isNamedByOption, Contains(traces, "hub-of-the-shop"u8));
        Assert.True(Contains(traces, "the-stage"u8));
        Assert.False(Contains(traces, "the payload"u8));
        Assert.True(Contains(collector.Received["/v1/metrics"], "switchboard.publications"u8));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static bool Contains(byte[] bytes, ReadOnlySpan<byte> part) => bytes.AsSpan().IndexOf(part) >= 0;

    private static async Task PublishAsync(Uri address)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/api/publish"));
        request.Headers.Add("X-API-Key", "test");
        request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");
        request.Content = new StringContent("""{"channel":"traced:a","data":"the payload"}""", Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, Cancellation);
        Assert.DoesNotContain("error", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }
}
