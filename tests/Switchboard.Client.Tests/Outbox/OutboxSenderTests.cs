using Switchboard.Client.Outbox;
using Switchboard.Specs;

namespace Switchboard.Client.Tests.Outbox;

public sealed class OutboxSenderTests : IAsyncDisposable
{
    private readonly OutboxBench _bench = new();

    [Fact]
    public async Task Publish_HubAway_WaitsAndIsSentInOrderOnceItIsThere()
    {
        var hub = new ScriptedHub();
        var outbox = _bench.Create(hub);

        await OutboxBench.PublishAsync(outbox, "1", "2");
        await outbox.SendAsync(OutboxBench.Data("3"), OutboxBench.Cancelled);
        Assert.Equal((3, 5), (outbox.Count, outbox.Bytes));

        hub.GoOnline();
        await OutboxBench.DrainAsync(outbox);

        Assert.Equal(["1", "2", "3"], hub.Effects);
        Assert.Equal(["c", "c", ""], hub.Arrived.Select(item => item.Channel), StringComparer.Ordinal);
        Assert.Equal((0, 0, TimeSpan.Zero), (outbox.Count, outbox.Bytes, outbox.OldestAge));
    }

    [Fact]
    public async Task Publish_ProgramEnds_NextOneSendsUnderTheSameKeys()
    {
        var first = _bench.Create(new ScriptedHub());
        string[] keys = [await first.PublishAsync("a", OutboxBench.Data("1"), OutboxBench.Cancelled), await first.PublishAsync("b", OutboxBench.Data("2"), OutboxBench.Cancelled)];
        await first.CloseAsync();

        var hub = ScriptedHub.Online();
        var second = _bench.Create(hub);
        await OutboxBench.DrainAsync(second);

        Assert.Equal(keys, hub.Arrived.Select(item => item.IdempotencyKey), StringComparer.Ordinal);
        Assert.Equal(["a", "b"], hub.Arrived.Select(item => item.Channel), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Delivered_AfterTheAnswer_IsRaisedWithTheKey()
    {
        var outbox = _bench.Create(ScriptedHub.Online());
        var delivered = new TaskCompletionSource<string>();
        outbox.Delivered += (_, args) => delivered.SetResult(args.Item.IdempotencyKey);

        var key = await outbox.PublishAsync("c", OutboxBench.Data("1"), OutboxBench.Cancelled);

        Assert.Equal(key, await delivered.Task.WaitAsync(Patience.Limit, OutboxBench.Cancelled));
    }

    [Fact]
    public async Task Deliver_ConnectionLostAmongMany_SendsTheRestAgainInOrder()
    {
        var hub = new ScriptedHub();
        var outbox = _bench.Create(hub, options => options.MaxInFlight = 10);
        var texts = Enumerable.Range(0, 50).Select(number => $"{number}").ToArray();
        await OutboxBench.PublishAsync(outbox, texts);

        // Every seventh item is the last one that its connection brings through, and even its answer is lost.
        hub.Answer = (item, before) =>
        {
            var place = before % 7;
            if (place == 6)
            {
                hub.ApplyEffect(item);
            }

            return Task.FromResult(place < 6 ? OutboxSendResult.Acknowledged : OutboxSendResult.Unanswered);
        };
        hub.GoOnline();
        await OutboxBench.DrainAsync(outbox);

        Assert.Equal(texts, hub.Effects);
        Assert.True(hub.Arrived.Count > texts.Length);
    }

    [Fact]
    public async Task Deliver_ConnectionGoneBetweenTwo_SendsNothingBehindTheGap()
    {
        var hub = new ScriptedHub();
        var outbox = _bench.Create(hub);
        await OutboxBench.PublishAsync(outbox, "1", "2", "3");
        hub.Answer = (_, before) =>
        {
            if (before == 0)
            {
                hub.GoOffline();
            }

            return Task.FromResult(OutboxSendResult.Acknowledged);
        };

        hub.GoOnline();
        await OutboxBench.UntilAsync(() => outbox.Count == 2);
        hub.GoOnline();
        await OutboxBench.DrainAsync(outbox);

        Assert.Equal(["1", "2", "3"], hub.Arrived.Select(OutboxBench.Text), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Deliver_Refused_IsADeadLetterAndTheOthersPass()
    {
        var hub = ScriptedHub.Online();
        hub.AnswerBy(text => text == "2" ? OutboxSendResult.FromError(ErrorCodes.PermissionDenied) : OutboxSendResult.Acknowledged);
        var outbox = _bench.Create(hub);

        await OutboxBench.PublishAsync(outbox, "1", "2", "3");
        await OutboxBench.DrainAsync(outbox);

        Assert.Equal(["1", "3"], hub.Effects);
        var letter = Assert.Single(await outbox.ReadDeadLettersAsync(10, OutboxBench.Cancelled));
        Assert.Equal(("2", OutboxLossReason.Refused, 103u, "permission denied"), (OutboxBench.Text(letter.Item), letter.Reason, letter.ErrorCode, letter.ErrorMessage));
        var lost = Assert.Single(await _bench.LostAsync(1));
        Assert.Equal((OutboxLossReason.Refused, ErrorCodes.PermissionDenied), (lost.Reason, lost.Error));
    }

    [Fact]
    public async Task RetryDeadLetters_AfterAnotherProgramKeptThem_SendsThemUnderTheirKeys()
    {
        var refusing = ScriptedHub.Online();
        refusing.AnswerBy(_ => OutboxSendResult.FromError(ErrorCodes.BadRequest));
        var first = _bench.Create(refusing);
        await OutboxBench.PublishAsync(first, "1", "2");
        await OutboxBench.DrainAsync(first);
        await first.CloseAsync();

        var hub = ScriptedHub.Online();
        var second = _bench.Create(hub);
        Assert.Equal(2, await second.RetryDeadLettersAsync(OutboxBench.Cancelled));
        await OutboxBench.DrainAsync(second);

        Assert.Equal(refusing.Arrived.Select(item => item.IdempotencyKey), hub.Arrived.Select(item => item.IdempotencyKey), StringComparer.Ordinal);
        Assert.Equal(0, second.DeadLetterCount);
    }

    [Fact]
    public async Task DeadLetters_MoreThanAreKept_LoseTheOldest()
    {
        var hub = ScriptedHub.Online();
        hub.AnswerBy(_ => OutboxSendResult.FromError(ErrorCodes.BadRequest));
        var outbox = _bench.Create(hub, options => options.MaxDeadLetters = 2);

        await OutboxBench.PublishAsync(outbox, "1", "2", "3");
        await OutboxBench.DrainAsync(outbox);

        Assert.Equal(["2", "3"], (await outbox.ReadDeadLettersAsync(10, OutboxBench.Cancelled)).Select(letter => OutboxBench.Text(letter.Item)), StringComparer.Ordinal);
        Assert.Equal(2, await outbox.DeleteDeadLettersAsync(OutboxBench.Cancelled));
        Assert.Empty(await outbox.ReadDeadLettersAsync(10, OutboxBench.Cancelled));
    }

    [Fact]
    public async Task Deliver_TemporaryErrors_AreTriedAgainInOrder()
    {
        var hub = new ScriptedHub();
        var outbox = _bench.Create(hub, options => options.MaxInFlight = 1);
        var texts = Enumerable.Range(0, 20).Select(number => $"{number}").ToArray();
        await OutboxBench.PublishAsync(outbox, texts);
        hub.Answer = (_, before) => Task.FromResult(before % 3 == 0 ? OutboxSendResult.FromError(ErrorCodes.TooManyRequests) : OutboxSendResult.Acknowledged);

        hub.GoOnline();
        await OutboxBench.DrainAsync(outbox);

        Assert.Equal(texts, hub.Effects);
        Assert.Empty(_bench.Lost);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deliver_ItemThatNeverPasses_IsADeadLetterAfterItsAttempts(bool isAnswered)
    {
        var hub = ScriptedHub.Online();
        hub.AnswerBy(text => text != "poison" ? OutboxSendResult.Acknowledged : isAnswered ? OutboxSendResult.FromError(ErrorCodes.Internal) : OutboxSendResult.Unanswered);
        var outbox = _bench.Create(hub, options => options.MaxAttempts = 4);

        await OutboxBench.PublishAsync(outbox, "1", "poison", "2");
        await OutboxBench.DrainAsync(outbox);

        Assert.Equal(["1", "2"], hub.Effects.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(4, hub.Arrived.Count(item => OutboxBench.Text(item) == "poison"));
        var letter = Assert.Single(await outbox.ReadDeadLettersAsync(10, OutboxBench.Cancelled));
        Assert.Equal((OutboxLossReason.Undeliverable, 4), (letter.Reason, letter.Item.Attempts));
    }

    [Fact]
    public async Task Deliver_AttemptsOfAnEarlierProgram_Count()
    {
        var hub = ScriptedHub.Online();
        var arrivals = 0;
        var thirdArrival = new TaskCompletionSource();
        hub.Answer = async (_, _) =>
        {
            if (++arrivals == 3)
            {
                thirdArrival.SetResult();
                await Task.Delay(Timeout.Infinite, OutboxBench.Cancelled);
            }

            return OutboxSendResult.Unanswered;
        };
        var first = _bench.Create(hub, options => options.MaxAttempts = 3);
        await OutboxBench.PublishAsync(first, "1");
        await thirdArrival.Task.WaitAsync(Patience.Limit, OutboxBench.Cancelled);
        await first.CloseAsync();

        hub.AnswerBy(_ => OutboxSendResult.Unanswered);
        var second = _bench.Create(hub, options => options.MaxAttempts = 3);
        await OutboxBench.DrainAsync(second);

        Assert.Equal(OutboxLossReason.Undeliverable, Assert.Single(await _bench.LostAsync(1)).Reason);
        Assert.Equal(4, hub.Arrived.Count);
    }

    [Fact]
    public async Task Deliver_ConnectionThatTakesNothing_CountsNoAttempt()
    {
        var hub = ScriptedHub.Online();
        var tries = 0;
        hub.Answer = (_, _) => Task.FromResult(++tries < 10 ? OutboxSendResult.NotSent : OutboxSendResult.Acknowledged);
        var outbox = _bench.Create(hub, options => options.MaxAttempts = 2);

        await OutboxBench.PublishAsync(outbox, "1");
        await OutboxBench.DrainAsync(outbox);

        Assert.Equal(["1"], hub.Effects);
        Assert.Empty(_bench.Lost);
    }

    [Fact]
    public async Task Deliver_NoAnswer_IsSentAgainAfterItsTime()
    {
        var time = new FakeTimeProvider();
        var hub = ScriptedHub.Online();
        var silence = new TaskCompletionSource<OutboxSendResult>();
        hub.Answer = (_, before) => before == 0 ? silence.Task : Task.FromResult(OutboxSendResult.Acknowledged);
        var outbox = _bench.Create(hub, options => options.AcknowledgementTimeout = TimeSpan.FromSeconds(30), time);

        await OutboxBench.PublishAsync(outbox, "1");
        await OutboxBench.UntilAsync(() => hub.Arrived.Count == 1);
        await OutboxBench.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return outbox.Count == 0;
        });

        Assert.Equal(2, hub.Arrived.Count);
        Assert.Single(hub.Arrived.Select(item => item.IdempotencyKey).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Dispose_AnswerIsComing_NotesIt()
    {
        var hub = ScriptedHub.Online();
        var answer = new TaskCompletionSource<OutboxSendResult>();
        hub.Answer = (_, _) => answer.Task;
        var first = _bench.Create(hub);
        await OutboxBench.PublishAsync(first, "1");
        await OutboxBench.UntilAsync(() => hub.Arrived.Count == 1);

        var disposal = first.CloseAsync();
        answer.SetResult(OutboxSendResult.Acknowledged);
        await disposal;

        var second = _bench.Create(hub);
        await OutboxBench.DrainAsync(second);
        Assert.Single(hub.Arrived);
    }

    [Fact]
    public async Task Handlers_ThatThrow_StopNothing()
    {
        var hub = ScriptedHub.Online();
        hub.AnswerBy(text => text == "1" ? OutboxSendResult.FromError(ErrorCodes.BadRequest) : OutboxSendResult.Acknowledged);
        var outbox = _bench.Create(hub);
        outbox.Lost += (_, _) => throw new InvalidOperationException();
        outbox.Delivered += (_, _) => throw new InvalidOperationException();

        await OutboxBench.PublishAsync(outbox, "1", "2", "3");
        await OutboxBench.DrainAsync(outbox);

        Assert.Equal(["2", "3"], hub.Effects);
    }

    [Fact]
    public async Task Publish_FromManyThreads_KeepsTheOrderOfEach()
    {
        const int Threads = 8;
        const int Each = 200;
        var hub = ScriptedHub.Online();
        var outbox = _bench.Create(hub);

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(
            () => OutboxBench.PublishAsync(outbox, Enumerable.Range(0, Each).Select(number => $"{thread} {number}")), OutboxBench.Cancelled)));
        await OutboxBench.DrainAsync(outbox);

        Assert.Equal(Threads * Each, hub.Effects.Length);
        foreach (var ofThread in hub.Effects.GroupBy(text => text[0]))
        {
            Assert.Equal(Enumerable.Range(0, Each).Select(number => $"{ofThread.Key} {number}"), ofThread, StringComparer.Ordinal);
        }
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();
}
