using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Switchboard.Server.Tests.Serving;

/// <summary>A collector of telemetry (OTLP over HTTP), which keeps what it is sent.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _application;

    private OtlpCollector(WebApplication application) => _application = application;

    /// <summary>Its address.</summary>
    public string Address => _application.Urls.Single();

    /// <summary>What came, by the paths of its signals.</summary>
    public ConcurrentDictionary<string, byte[]> Received { get; } = new(StringComparer.Ordinal);

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new OtlpCollector(builder.Build());
        collector._application.MapPost("/v1/{signal}", collector.TakeAsync);
        await collector._application.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Received.AddOrUpdate(context.Request.Path, body.ToArray(), (_, earlier) => [.. earlier, .. body.ToArray()]);
    }
}
