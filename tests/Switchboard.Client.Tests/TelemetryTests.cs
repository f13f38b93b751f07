using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Publish_Watched_IsASpanAndAMeasurementWithoutPayloadOrToken()
    {
        const string Channel = "telemetry-of-this-test";
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Switchboard.Client",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var measured = new ConcurrentQueue<(string Instrument, string? Outcome)>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == provider.GetRequiredService<IMeterFactory>())
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => measured.Enqueue((instrument.Name, tags.ToArray().FirstOrDefault(tag => tag.Key == "outcome").Value as string)));
        meters.Start();
        var token = Tokens.ForUser("42");
        await using var hub = await ClientHub.StartAsync();
        await using var client = new SwitchboardClient(
            new SwitchboardClientOptions { Url = hub.Url, Credentials = new TokenCredentialProvider((_, _) => ValueTask.FromResult<string?>(token)) },
            meterFactory: provider.GetRequiredService<IMeterFactory>());
        await client.ConnectAsync(Clients.Patience);

        await client.PublishAsync(Channel, Clients.Json("\"a payload\""), Clients.Patience);
        await Assert.ThrowsAsync<SwitchboardException>(() => client.PublishAsync("closed:a", Clients.Json("1"), Clients.Patience));

        Assert.Contains(("switchboard.client.request.duration", "ok"), measured);
        Assert.Contains(("switchboard.client.request.duration", "103"), measured);
        var span = Assert.Single(spans, span => span.GetTagItem("switchboard.subject") is Channel);
        Assert.Equal("switchboard.client.publish", span.OperationName);
        Assert.All(spans.SelectMany(each => each.TagObjects), tag =>
        {
            Assert.DoesNotContain("payload", tag.Value as string ?? "", StringComparison.Ordinal);
            Assert.DoesNotContain(token, tag.Value as string ?? "", StringComparison.Ordinal);
        });
    }
}
