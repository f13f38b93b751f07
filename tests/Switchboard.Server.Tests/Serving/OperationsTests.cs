using System.Net;
using Switchboard.Server.Tests.CommandLine;
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

        Assert.Equal("""{"status":"live"}""", await _http.GetStringAsync(new Uri(address, "/health/live"), Cancellation));
        Assert.Equal("""{"status":"ready"}""", await _http.GetStringAsync(new Uri(address, "/health/ready"), Cancellation));
        var metrics = await _http.GetStringAsync(new Uri(address, "/metrics"), Cancellation);
        Assert.Contains("\nswitchboard_connections 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nkestrel_active_connections{", metrics, StringComparison.Ordinal);
        Assert.Contains("\ndotnet_process_cpu_time_seconds_total{", metrics, StringComparison.Ordinal);
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

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private SwitchboardProcess Start(params string[] arguments)
        => SwitchboardProcess.Start(_folder.FullName, _noVariables, ["serve", "--urls", "http://127.0.0.1:0", .. arguments]);
}
