using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Specs;
using Switchboard.Timing;
using Xunit;

namespace Switchboard.Tests.InMemory;

public sealed class InMemoryTicketStoreTests : TicketStoreSpec
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redeem_InTheLastMillisecond_IsValid_AndAtTheEndIsNot()
    {
        var store = Create(maxTickets: 10);
        var early = await store.AddAsync(ContentOf(_time.GetUtcNow()), Life, Cancelled);
        var late = await store.AddAsync(ContentOf(_time.GetUtcNow()), Life, Cancelled);

        _time.Advance(Life - TimeSpan.FromMilliseconds(1));
        Assert.Equal(TicketState.Valid, (await store.RedeemAsync(early, Life, Cancelled)).State);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(TicketState.Expired, (await store.RedeemAsync(late, Life, Cancelled)).State);
    }

    [Fact]
    public async Task Expire_WhatNobodyUsed_VanishesByItself()
    {
        var store = Create(maxTickets: 10);
        await store.AddAsync(ContentOf(_time.GetUtcNow()), Life, Cancelled);
        _time.Advance(2 * Life - TimeSpan.FromMilliseconds(1));
        store.Expire();
        Assert.Equal(1, store.Count);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        store.Expire();

        Assert.Equal(0, store.Count);
    }

    [Fact]
    public async Task Add_MoreThanTheStoreHolds_IsRefusedWithTheOption()
    {
        var store = Create(maxTickets: 1);
        await store.AddAsync(ContentOf(_time.GetUtcNow()), Life, Cancelled);

        var refusal = await Assert.ThrowsAsync<SwitchboardException>(() => store.AddAsync(ContentOf(_time.GetUtcNow()), Life, Cancelled).AsTask());

        Assert.Equal(106u, refusal.Error.Code);
        Assert.Contains("tickets.maxInMemory", refusal.Error.Message, StringComparison.Ordinal);
    }

    protected override ValueTask<TicketStoreFixture> CreateAsync()
    {
        var store = Create(maxTickets: 10_000);
        return ValueTask.FromResult(new TicketStoreFixture(store, store, by =>
        {
            _time.Advance(by);
            return Task.CompletedTask;
        })
        {
            Now = _time.GetUtcNow,
        });
    }

    private InMemoryTicketStore Create(int maxTickets) => new(new Clock(_time), () => maxTickets);
}
