using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.EventSources;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Specs;
using Switchboard.Tests.Support;
using Switchboard.Timing;
using Xunit;

namespace Switchboard.Tests.EventSources;

public sealed class EventSinkTests : IAsyncDisposable
{
    private static readonly EventSourceOptions _options = new() { Name = "a", Channel = "many:{1}", MaxBytes = 1000 };

    private readonly EngineHub _hub;
    private readonly EventSourceState _state = new("a");

    public EventSinkTests()
        => _hub = EngineHub.Create(
            namespaces: """ "many": { "historySize": 10000 } """,
            configure: static services =>
            {
                services.AddSingleton(static provider => new AwayableStore(provider.GetRequiredService<InMemoryStreamStore>()));
                services.AddSingleton<IStreamStore>(static provider => provider.GetRequiredService<AwayableStore>());
            });

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Accept_WhileTheStoreIsAway_WaitsAndKeepsTheOrder()
    {
        var sink = CreateSink();
        var store = _hub.Get<AwayableStore>();
        var answers = new List<Task<EventOutcome>>();
        for (var i = 0; i < 300; i++)
        {
            store.IsAway = i is > 50 and < 250;
            answers.Add(sink.AcceptAsync(new TextMessage($"{i}", "x", $"id{i}"), Cancelled).AsTask());
        }

        Assert.All(await Task.WhenAll(answers).WaitAsync(Patience.Limit, Cancelled), static outcome => Assert.Null(outcome.Unusable));
        Assert.Equal(Enumerable.Range(0, 300).Select(static i => $"{i}"), await ReadAsync(), StringComparer.Ordinal);
        Assert.True(store.Refused < 20, "Each waiting message was tried by itself.");
        Assert.Equal(0, _state.UnderWay);
    }

    [Fact]
    public async Task Accept_GivenUpWhileItWaits_EndsAndLetsTheOthersGoOn()
    {
        var sink = CreateSink();
        using var givingUp = new CancellationTokenSource();
        _hub.Get<AwayableStore>().IsAway = true;
        var first = sink.AcceptAsync(new TextMessage("1", "x"), givingUp.Token).AsTask();
        var second = sink.AcceptAsync(new TextMessage("2", "x"), Cancelled).AsTask();

        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(Patience.Limit, Cancelled));
        _hub.Get<AwayableStore>().IsAway = false;

        Assert.Null((await second.WaitAsync(Patience.Limit, Cancelled)).Unusable);
        Assert.Equal(["2"], await ReadAsync());
    }

    [Fact]
    public async Task Accept_AnIdAgain_HasNoEffect()
    {
        var sink = CreateSink();

        await sink.AcceptAsync(new TextMessage("1", "x", "id"), Cancelled);
        await sink.AcceptAsync(new TextMessage("1", "x", "id"), Cancelled);
        await CreateSink(_options.Name + "2").AcceptAsync(new TextMessage("1", "x", "id"), Cancelled);

        Assert.Equal(["1", "1"], await ReadAsync());
    }

    [Fact]
    public async Task Accept_WhatCannotBeUsed_IsCountedByItsReason()
    {
        var sink = CreateSink();

        Assert.Equal("channel: the routing key has no word 1", (await sink.AcceptAsync(new TextMessage("1"), Cancelled)).Unusable);
        Assert.Equal("error 107, the body is no JSON, and the namespace 'many' takes nothing else (payload)", (await sink.AcceptAsync(new TextMessage("no JSON", "x"), Cancelled)).Unusable);
        Assert.Equal("it has 1001 bytes; the source takes 1000 (maxBytes)", sink.FindFault(1001));
        Assert.Null(sink.FindFault(1000));

        Assert.Equal(
            new Dictionary<EventFault, long> { [EventFault.Template] = 1, [EventFault.Payload] = 1, [EventFault.Size] = 1 },
            _state.Unusable.ToDictionary());
    }

    [Fact]
    public async Task Accept_WhatTheNamespaceRefuses_NamesTheLimitAndItsOption()
    {
        var sink = CreateSink();

        Assert.Equal(
            "error 106, the body has 70002 bytes; the namespace 'many' takes 65536 (maxPayloadBytes)",
            (await sink.AcceptAsync(new TextMessage($"\"{new string('x', 70_000)}\"", "x"), Cancelled)).Unusable);
        Assert.Contains("publishing.maxTagBytes", (await CreateSink(@event: "{body:}").AcceptAsync(new TextMessage($"\"{new string('x', 60_000)}\"", "x"), Cancelled)).Unusable, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EventSourceType.Redis, "the entry has no field 'data', or nothing in it (dataField)")]
    [InlineData(EventSourceType.RabbitMq, "the body is empty")]
    public async Task Accept_NoPayload_NamesWhatIsMissing(EventSourceType type, string reason)
        => Assert.Equal(reason, (await CreateSink(type: type).AcceptAsync(new TextMessage("", "x"), Cancelled)).Unusable);

    [Fact]
    public async Task Accept_AMessageWithATrace_IsItsChild()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == HubTracing.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.TraceId.ToHexString() == Trace)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        await CreateSink().AcceptAsync(new TextMessage("1", "x", null, ("traceparent", $"00-{Trace}-b7ad6b7169203331-01"), ("tracestate", "k=v")), Cancelled);

        Assert.Equal(["switchboard.publish", "switchboard.event"], spans.Select(static span => span.OperationName), StringComparer.Ordinal);
        Assert.Equal("b7ad6b7169203331", spans[1].ParentSpanId.ToHexString());
        Assert.Equal("k=v", spans[1].TraceStateString);
        Assert.Equal(spans[1].SpanId, spans[0].ParentSpanId);
    }

    [Fact]
    public void Interrupted_AgainAndAgain_IsLoggedOnceForEachChangeAndOnceAMinute()
    {
        var logger = new RecordingLogger<EventSink>();
        var sink = CreateSink(logger: logger);
        for (var i = 0; i < 10; i++)
        {
            sink.Interrupted("it is away");
            sink.Interrupted("it is locked");
        }

        Assert.Equal(1, CountInterruptions());
        Assert.Equal("it is locked", _state.Problem);
        _hub.Time.Advance(TimeSpan.FromMinutes(1));
        sink.Interrupted("it is away");
        Assert.Equal(1, CountInterruptions());
        sink.Interrupted("it is locked");
        Assert.Equal(2, CountInterruptions());

        int CountInterruptions() => logger.Entries.Count(static entry => entry.Id == 531);
    }

    private EventSink CreateSink(string name = "a", EventSourceType type = EventSourceType.RabbitMq, string @event = "", ILogger? logger = null)
    {
        var options = new EventSourceOptions { Name = name, Type = type, Event = @event, Channel = _options.Channel, MaxBytes = _options.MaxBytes };
        var position = new EventPosition(name, _hub.Get<IRecordStore>(), NullLogger.Instance);
        return new EventSink(EventRoute.Of(options), isDurable: false, _hub.Get<EventPublisher>(), position, _state, _hub.Get<Clock>(), TimeProvider.System, logger ?? NullLogger.Instance);
    }

    private async Task<IReadOnlyList<string>> ReadAsync()
    {
        var slice = await _hub.Get<IStreamStore>().ReadAsync("many:x", _hub.Space("many:x").Retention, new StreamRead { Limit = StreamRead.Unlimited }, Cancelled);
        return [.. slice.Publications.Select(static publication => Encoding.UTF8.GetString(publication.Data.Span))];
    }
}
