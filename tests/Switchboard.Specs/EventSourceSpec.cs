using System.Globalization;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>What every event source does, against a real broker.</summary>
public abstract class EventSourceSpec
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes a source whose broker has nothing for it yet.</summary>
    protected abstract Task<EventSourceFixture> CreateAsync();

    /// <summary>The id that a message has whose publisher gave one.</summary>
    protected virtual string IdOf(string id) => id;

    [Fact]
    public async Task Run_Messages_AreHandedOverInTheirOrderWithIdAndHeaders()
    {
        await using var fixture = await CreateAsync();
        var sink = new RecordingEventSink();
        await using var run = await StartAsync(fixture, sink);

        for (var i = 0; i < 50; i++)
        {
            await fixture.PublishAsync(Text(i), $"id{i}");
        }

        for (var i = 0; i < 50; i++)
        {
            var message = await sink.NextAsync(Cancelled);
            Assert.Equal((Text(i), IdOf($"id{i}"), "spec"), (message.Body, message.Id, message.Kind));
        }
    }

    [Fact]
    public async Task Run_MessagesThatWaitForAnswers_AreAsManyAsThePrefetch()
    {
        await using var fixture = await CreateAsync();
        var sink = new RecordingEventSink { AnswersAtOnce = false };
        await using var run = await StartAsync(fixture, sink);
        var messages = new List<HandedMessage>();

        for (var i = 0; i <= fixture.Prefetch; i++)
        {
            await fixture.PublishAsync(Text(i), $"id{i}");
        }

        for (var i = 0; i < fixture.Prefetch; i++)
        {
            messages.Add(await sink.NextAsync(Cancelled));
        }

        Assert.True(sink.IsEmpty);
        messages[0].Answer.SetResult(EventOutcome.Published);
        Assert.Equal(Text(fixture.Prefetch), (await sink.NextAsync(Cancelled)).Body);
    }

    [Fact]
    public async Task Run_MessagesThatWereNotAnswered_ComeAgainAndTheOthersDoNot()
    {
        await using var fixture = await CreateAsync();
        var sink = new RecordingEventSink { AnswersAtOnce = false };
        await using (await StartAsync(fixture, sink))
        {
            for (var i = 0; i < 3; i++)
            {
                await fixture.PublishAsync(Text(i), $"id{i}");
                var message = await sink.NextAsync(Cancelled);
                if (i == 0)
                {
                    message.Answer.SetResult(EventOutcome.Published);
                }
            }
        }

        var second = new RecordingEventSink();
        await using var run = await StartAsync(fixture, second);
        await fixture.PublishAsync("last", "last");

        Assert.Equal([Text(1), Text(2), "last"], await BodiesAsync(second, 3));
    }

    [Fact]
    public async Task Stop_MessagesUnderWay_AreWaitedForAndAcknowledged()
    {
        await using var fixture = await CreateAsync();
        var sink = new LateSink();
        var run = await StartAsync(fixture, sink.Inner, sink);
        await fixture.PublishAsync("first", "first");
        await sink.Handed.Task.WaitAsync(Patience.Limit, Cancelled);

        var stopping = run.DisposeAsync().AsTask();
        Assert.False(stopping.IsCompleted);
        sink.Answer.SetResult(EventOutcome.Published);
        await stopping.WaitAsync(Patience.Limit, Cancelled);

        var second = new RecordingEventSink();
        await using var next = await StartAsync(fixture, second);
        await fixture.PublishAsync("second", "second");
        Assert.Equal(["second"], await BodiesAsync(second, 1));
    }

    [Fact]
    public async Task Run_UnusableMessages_AreKeptElsewhereWithTheReasonAndStopNobody()
    {
        await using var fixture = await CreateAsync();
        var sink = new RecordingEventSink { Unusable = { ["bad"] = "for a test" } };
        await using var run = await StartAsync(fixture, sink);

        await fixture.PublishAsync("bad", "bad");
        await fixture.PublishAsync("good", "good");

        Assert.Equal(["bad", "good"], await BodiesAsync(sink, 2));
        Assert.Equal(("bad", "for a test"), await fixture.TakeDeadLetterAsync());
        Assert.Equal(0, sink.Drops);
    }

    [Fact]
    public async Task Run_MessageThatIsTooLarge_IsUnusableAndNotHandedOver()
    {
        await using var fixture = await CreateAsync();
        var sink = new RecordingEventSink { MaxBytes = 100 };
        await using var run = await StartAsync(fixture, sink);

        await fixture.PublishAsync(new string('x', 101), "large");
        await fixture.PublishAsync("small", "small");

        Assert.Equal(["small"], await BodiesAsync(sink, 1));
        Assert.Equal((new string('x', 101), "it is too large"), await fixture.TakeDeadLetterAsync());
    }

    [Fact]
    public async Task Run_BrokerThatEndsTheConsumption_IsConsumedAgain()
    {
        await using var fixture = await CreateAsync();
        var sink = new RecordingEventSink();
        await using var run = await StartAsync(fixture, sink);
        await fixture.PublishAsync("before", "before");
        Assert.Equal(["before"], await BodiesAsync(sink, 1));

        await fixture.InterruptAsync();
        await sink.StateAsync(static state => state != "started", Cancelled);
        await sink.StateAsync(static state => state == "started", Cancelled);
        await fixture.PublishAsync("after", "after");

        Assert.Equal(["after"], await BodiesAsync(sink, 1));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<List<string>> BodiesAsync(RecordingEventSink sink, int count)
    {
        var bodies = new List<string>();
        while (bodies.Count < count)
        {
            bodies.Add((await sink.NextAsync(Cancelled)).Body);
        }

        return bodies;
    }

    private static async Task<Run> StartAsync(EventSourceFixture fixture, RecordingEventSink states, IEventSink? sink = null)
    {
        var run = new Run(fixture.Create(), sink ?? states);
        await states.StateAsync(static state => state == "started", Cancelled);
        return run;
    }

    /// <summary>A source that runs until it is disposed of.</summary>
    private sealed class Run : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly Task _running;

        public Run(IEventSource source, IEventSink sink) => _running = Task.Run(() => source.RunAsync(sink, _stopping.Token));

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _running.WaitAsync(Patience.Limit);
            _stopping.Dispose();
        }
    }

    /// <summary>Holds on to a message whatever its source wants: what is being committed cannot be called back.</summary>
    private sealed class LateSink : IEventSink
    {
        public RecordingEventSink Inner { get; } = new();

        public TaskCompletionSource Handed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<EventOutcome> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsDurable => false;

        public string? FindFault(long bytes) => null;

        public async ValueTask<EventOutcome> AcceptAsync(EventMessage message, CancellationToken cancellationToken)
        {
            Handed.SetResult();
            return await Answer.Task;
        }

        public ValueTask<string?> ReadPositionAsync(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

        public void NotePosition(string position) => Inner.NotePosition(position);

        public void Started() => Inner.Started();

        public void StandingBy() => Inner.StandingBy();

        public void Interrupted(string problem) => Inner.Interrupted(problem);

        public void Dropped() => Inner.Dropped();
    }
}
