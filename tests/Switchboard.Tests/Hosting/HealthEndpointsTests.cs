using Microsoft.Extensions.DependencyInjection;
using Switchboard.Diagnostics;
using Xunit;

namespace Switchboard.Tests.Hosting;

public sealed class HealthEndpointsTests
{
    [Fact]
    public async Task Ready_BackgroundWorkFailed_IsDegradedAndInService()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Services.GetRequiredService<Supervisor>().Report("work", new InvalidOperationException("broken"));

        var answer = await hub.Client.GetStringAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("""{"status":"degraded","reason":"background tasks fail: work"}""" + "\n", answer);
    }
}
