using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Extensibility;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.EventSources;

public sealed class EventSourceHostTests
{
    private const string Configuration = """
        {
          "namespaces": { "default": { "historySize": 10 } },
          "eventSources": [ { "name": "a", "exchange": "e", "channel": "news" } ],
          "shutdown": { "drainSeconds": 0 }
        }
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WithoutThePackageOfTheBroker_IsRefusedAndSaysWhatToCall()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => TestHub.StartAsync(Configuration));

        Assert.Equal("eventSources[0].type is \"rabbitMq\", and nothing consumes it: add UseRabbitMq() of Switchboard.RabbitMq behind AddSwitchboard().", exception.Message);
    }

    [Fact]
    public async Task Source_OfAnyFactory_RunsFromTheStartToTheStopAndIsSeenInHealth()
    {
        var source = new StepSource();
        await using (var hub = await TestHub.StartAsync(Configuration, services => services.AddSingleton<IEventSourceFactory>(source)))
        {
            await source.Running.Task.WaitAsync(Patience.Limit, Cancelled);
            Assert.Equal(("degraded", "event sources or outboxes that are not consumed: a (starting)"), await ReadHealthAsync(hub));
            source.Sink!.Interrupted("it is away");
            Assert.Equal(("degraded", "event sources or outboxes that are not consumed: a"), await ReadHealthAsync(hub));

            source.Sink.Started();
            Assert.Null((await source.Sink.AcceptAsync(new TextMessage("1", "k"), Cancelled)).Unusable);

            Assert.Equal(("ready", null), await ReadHealthAsync(hub));
            var history = await hub.Services.GetRequiredService<ISwitchboard>().HistoryAsync("news", cancellationToken: Cancelled);
            Assert.Single(history.Publications);
        }

        Assert.True(source.HasEnded);
    }

    private static async Task<(string Status, string? Reason)> ReadHealthAsync(TestHub hub)
    {
        using var response = await hub.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!;
        return ((string)answer["status"]!, (string?)answer["reason"]);
    }

    /// <summary>A source whose messages a test hands over.</summary>
    private sealed class StepSource : IEventSourceFactory, IEventSource
    {
        public string Type => "rabbitMq";

        public IEventSink? Sink { get; private set; }

        public bool HasEnded { get; private set; }

        public TaskCompletionSource Running { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IEventSource Create(EventSourceDefinition definition) => this;

        public async Task RunAsync(IEventSink sink, CancellationToken stopping)
        {
            Sink = sink;
            Running.SetResult();
            await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            HasEnded = true;
        }
    }
}
