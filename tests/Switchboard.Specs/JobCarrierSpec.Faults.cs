using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

public abstract partial class JobCarrierSpec
{
    [Fact]
    public async Task Worker_KilledInTheMiddle_AnotherOneGetsItsJobs()
    {
        await using var bench = await CreateAsync(ownBroker: false);
        await using var run = new CarrierRun(bench.Carrier);
        using var gate = new Gate();
        await using (var killed = await bench.StartWorkerAsync())
        {
            await run.SendAsync(gate.Hold("one"), Echo("two", "2"));
            await run.Sink.AwaitAsync(static report => report is { Id: "one", Kind: JobReportKind.Progress }, Cancelled);
            await killed.KillAsync();
        }

        gate.Open();
        await using var worker = await bench.StartWorkerAsync();

        Assert.Equal(JobReportKind.Done, (await run.EndOfAsync("one")).Kind);
        Assert.Equal(JobReportKind.Done, (await run.EndOfAsync("two")).Kind);
    }

    [Fact]
    public async Task Broker_KilledWithAttemptsAndReportsInIt_EachEnds()
    {
        const int Count = 50;
        await using var bench = await CreateAsync(ownBroker: true);
        using var gate = new Gate();
        await using var worker = await bench.StartWorkerAsync();
        await using (var run = new CarrierRun(bench.Carrier))
        {
            // What comes back is not taken: it is in the broker when that dies. So are attempts.
            run.Sink.Refusals = int.MaxValue;
            Assert.Equal([null], await run.SendAsync(gate.Hold("held")));
            Assert.All(await run.SendAsync([.. Enumerable.Range(0, Count).Select(static number => Echo(NameOf(number), NameOf(number)))]), Assert.Null);
            await WaitForAsync(() => run.Sink.Refusals < int.MaxValue);
            await bench.KillBrokerAsync();
            await WaitForAsync(() => bench.Carrier.Problem is not null);
            var refusal = await Assert.ThrowsAsync<SwitchboardException>(async () => await bench.Carrier.SendAsync([Echo("late", "1")], Cancelled));
            Assert.Equal((ErrorCodes.NotAvailable.Code, true), (refusal.Error.Code, refusal.Error.Temporary));
            await bench.StartBrokerAsync();
            gate.Open();
            run.Sink.Refusals = 0;

            Assert.Equal([null], await run.SendAsync(Echo("late", "1")));
            foreach (var id in Enumerable.Range(0, Count).Select(NameOf).Append("held").Append("late"))
            {
                Assert.Equal(JobReportKind.Done, (await run.EndOfAsync(id)).Kind);
            }
        }
    }

    [Fact]
    public async Task Broker_ShortOfMemory_IsWaitedFor()
    {
        await using var bench = await CreateAsync(ownBroker: true);
        await using var run = new CarrierRun(bench.Carrier);
        await using var worker = await bench.StartWorkerAsync();
        await run.SendAsync(Echo("one", "1"));
        await run.EndOfAsync("one");

        await bench.SetAlarmAsync(true);
        var refusal = await Assert.ThrowsAsync<SwitchboardException>(async () => await bench.Carrier.SendAsync([Echo("two", "2")], Cancelled));
        var isKnown = bench.Carrier.Problem;
        await bench.SetAlarmAsync(false);

        Assert.Equal(ErrorCodes.NotAvailable.Code, refusal.Error.Code);
        Assert.NotNull(isKnown);
        await run.SendAsync(Echo("two", "2"));
        Assert.Equal("2", TextOf((await run.EndOfAsync("two")).Data));
        Assert.Null(bench.Carrier.Problem);
    }
}
