using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Server.Tests.Serving;

public sealed class OperationsTests : IDisposable
{
    private static readonly Dictionary<string, string> _noVariables = new(StringComparer.Ordinal);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private readonly HttpClient _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_Started_AnswersHealthAndMetrics()
    {
        using var server = Start();
        var address = await server.ReadAddressAsync(Cancellation);
        await server.ReadUntilAsync("Application started", Cancellation);

        Assert.Equal("{\"status\":\"live\"}\n", await _http.GetStringAsync(new Uri(address, "/health/live"), Cancellation));
        Assert.Equal("{\"status\":\"ready\"}\n", await _http.GetStringAsync(new Uri(address, "/health/ready"), Cancellation));
        var metrics = await _http.GetStringAsync(new Uri(address, "/metrics"), Cancellation);
        Assert.Contains("\nswitchboard_connections 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nkestrel_active_connections{", metrics, StringComparison.Ordinal);
        Assert.Contains("\ndotnet_process_cpu_time_seconds_total{", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_KeepTheRulesOfPrometheus()
    {
        using var server = Start();
        var address = await server.ReadAddressAsync(Cancellation);
        await server.ReadUntilAsync("Application started", Cancellation);
        await _http.GetStringAsync(new Uri(address, "/health/live"), Cancellation);

        var metrics = await _http.GetStringAsync(new Uri(address, "/metrics"), Cancellation);

        var types = metrics.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToDictionary(words => words[2], words => words[3], StringComparer.Ordinal);
        Assert.All(types, metric =>
        {
            Assert.Equal(metric.Value == "counter", metric.Key.EndsWith("_total", StringComparison.Ordinal));
            Assert.DoesNotMatch("_(count|sum|bucket)$", metric.Key);
            Assert.Contains($"# HELP {metric.Key} ", metrics, StringComparison.Ordinal);
        });
        Assert.Equal("gauge", types["dotnet_thread_pool_threads"]);
        Assert.Equal("gauge", types["dotnet_thread_pool_queue_length"]);
        Assert.Equal("", await PromtoolAsync(metrics));
    }

    [Theory]
    [InlineData("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true", "X-Forwarded-Proto: https", 101)]
    [InlineData("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "false", "X-Forwarded-Proto: https", 403)]
    [InlineData("ASPNETCORE_ALLOWEDHOSTS", "other.test", "X-A: b", 400)]
    public async Task Upgrade_BehindAProxy_GoesByTheSettingsOfTheFramework(string variable, string value, string header, int status)
    {
        using var server = SwitchboardProcess.Start(
            _folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal) { [variable] = value }, "serve", "--urls", "http://127.0.0.1:0");
        var address = await server.ReadAddressAsync(Cancellation);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Cancellation);
        var stream = client.GetStream();

        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"GET /connection/websocket HTTP/1.1\r\nHost: hub.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: https://hub.test\r\n{header}\r\n\r\n"),
            Cancellation);

        using var reader = new StreamReader(stream, Encoding.ASCII);
        var line = await reader.ReadLineAsync(Cancellation).AsTask().WaitAsync(Patience.Limit, Cancellation);
        Assert.StartsWith($"HTTP/1.1 {status} ", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9", false, HttpStatusCode.Forbidden)]
    [InlineData("Forwarded", "for=203.0.113.9", false, HttpStatusCode.Forbidden)]
    [InlineData("X-Forwarded-For", "203.0.113.9", true, HttpStatusCode.OK)]
    public async Task Metrics_PassedOnByProxy_AreRemote(string header, string value, bool isAllowed, HttpStatusCode expected)
    {
        using var server = Start("--set", $"metrics.allowRemote={isAllowed}");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(await server.ReadAddressAsync(Cancellation), "/metrics"));
        request.Headers.Add(header, value);

        using var response = await _http.SendAsync(request, Cancellation);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.NotFound)]
    public async Task WelcomePage_Option_DecidesWhetherThereIsOne(bool isOn, HttpStatusCode expected)
    {
        using var server = Start("--set", $"welcomePage={isOn}");
        var address = await server.ReadAddressAsync(Cancellation);

        foreach (var path in new[] { "/", "/welcome/page.js", "/welcome/client.js", "/welcome/page.css" })
        {
            using var response = await _http.GetAsync(new Uri(address, path), Cancellation);

            Assert.Equal(expected, response.StatusCode);
            Assert.Equal(isOn, response.Headers.TryGetValues("Content-Security-Policy", out var policies)
                && policies.Single().StartsWith("default-src 'none'; script-src 'self';", StringComparison.Ordinal));
        }
    }

    /// <summary>What promtool finds, where it is there: test.sh says where.</summary>
    private static async Task<string> PromtoolAsync(string metrics)
    {
        if (Environment.GetEnvironmentVariable("PROMTOOL") is not { Length: > 0 } promtool)
        {
            return "";
        }

        using var process = Process.Start(new ProcessStartInfo(promtool, ["check", "metrics"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.StandardInput.WriteAsync(metrics);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var errors = await process.StandardError.ReadToEndAsync(Cancellation);
        return await output + errors;
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private SwitchboardProcess Start(params string[] arguments)
        => SwitchboardProcess.Start(_folder.FullName, _noVariables, ["serve", "--urls", "http://127.0.0.1:0", .. arguments]);
}
