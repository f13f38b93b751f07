using System.Globalization;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>The contract of <see cref="IAuditStore"/>. An adapter's tests inherit it and make a store.</summary>
public abstract class AuditStoreSpec
{
    private static readonly DateTimeOffset _start = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store.</summary>
    protected abstract ValueTask<AuditStoreFixture> CreateAsync();

    [Fact]
    public async Task Append_FirstEntry_HasNothingBeforeIt()
    {
        await using var bench = await CreateAsync();
        Assert.Equal(new AuditHead(0, "", 0), await bench.Store.HeadAsync(Cancelled));
        AuditHead? seen = null;

        var head = await bench.Store.AppendAsync(
            end =>
            {
                seen = end;
                return [Entry(1, "a.b")];
            },
            Cancelled);

        Assert.Equal(new AuditHead(0, "", 0), seen);
        Assert.Equal(new AuditHead(1, "hash1", 1), head);
        Assert.Equal(head, await bench.Other.HeadAsync(Cancelled));
    }

    [Fact]
    public async Task Read_WhatWasAppended_HasEverything_OnEveryNode()
    {
        await using var bench = await CreateAsync();
        var entry = new AuditEntry(1, new AuditEvent("door.opened")
        {
            Actor = "user:ann",
            Address = "203.0.113.9",
            Target = "door \U0001F600 'x\"",
            Result = "expired",
            Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "1", ["\n"] = "\\" },
        })
        {
            Time = _start,
            Node = "n1",
            KeyId = "k1",
            Hash = "hash",
        };

        await bench.Store.AppendAsync(_ => [entry], Cancelled);

        var read = Assert.Single(await bench.Other.ReadAsync(new AuditQuery(10), Cancelled));
        Assert.Equal(entry with { Event = read.Event }, read);
        Assert.Equal(entry.Event with { Details = read.Event.Details }, read.Event);
        Assert.Equal(entry.Event.Details, read.Event.Details);
    }

    [Fact]
    public async Task Append_ManyAtOnceOnTwoNodes_MakeOneChain()
    {
        await using var bench = await CreateAsync();

        var appends = Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? bench.Store : bench.Other)
            .AppendAsync(head => [Entry(head.Number + 1, "x", head.Hash), Entry(head.Number + 2, "y")], Cancelled).AsTask());
        await Task.WhenAll(appends);

        var entries = await bench.Store.ReadAsync(new AuditQuery(100), Cancelled);
        Assert.Equal(Enumerable.Range(1, 80).Reverse().Select(static number => (long)number), entries.Select(static entry => entry.Number));
        Assert.All(entries.Where(static entry => entry.Event.Action == "x"), static entry => Assert.Equal(entry.Number == 1 ? "" : HashOf(entry.Number - 1), entry.Event.Target));
        Assert.Equal(new AuditHead(80, "hash80", 80), await bench.Other.HeadAsync(Cancelled));
    }

    [Fact]
    public async Task Append_ThatFails_LeavesNothing()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench.Store, "a");

        await Assert.ThrowsAnyAsync<Exception>(() => bench.Store.AppendAsync(_ => [Entry(2, "b"), Entry(4, "hole")], Cancelled).AsTask());

        Assert.Equal(1, (await bench.Store.HeadAsync(Cancelled)).Number);
        Assert.Single(await bench.Store.ReadAsync(new AuditQuery(10), Cancelled));
        Assert.Equal(2, (await AppendAsync(bench.Store, "c")).Number);
    }

    [Fact]
    public async Task Read_Filters_AndPages()
    {
        await using var bench = await CreateAsync();
        foreach (var (index, action) in new[] { "ticket.refused", "ticket.made", "ticketing.x", "grant.given", "ticket" }.Index())
        {
            await bench.Store.AppendAsync(
                head => [Entry(head.Number + 1, action) with { Time = _start.AddSeconds(index), Event = new AuditEvent(action) { Actor = index < 2 ? "user:a" : "user:b", Target = $"t{index}", Result = index == 3 ? "ok" : "no" } }],
                Cancelled);
        }

        await IsAsync("5 4", new AuditQuery(2));
        await IsAsync("3 2", new AuditQuery(2) { Before = 4 });
        await IsAsync("2 1", new AuditQuery(9) { Actor = "user:a" });
        await IsAsync("2 1", new AuditQuery(9) { Action = "ticket." });
        await IsAsync("5", new AuditQuery(9) { Action = "ticket" });
        await IsAsync("4", new AuditQuery(9) { Result = "ok" });
        await IsAsync("3", new AuditQuery(9) { Target = "t2" });
        await IsAsync("3 2", new AuditQuery(9) { From = _start.AddSeconds(1), To = _start.AddSeconds(3) });
        await IsAsync("", new AuditQuery(9) { Actor = "user:c" });

        async Task IsAsync(string expected, AuditQuery query)
            => Assert.Equal(expected, string.Join(' ', (await bench.Store.ReadAsync(query, Cancelled)).Select(static entry => entry.Number)));
    }

    [Fact]
    public async Task Trim_OldEntries_GiveWayToASignedAnchor()
    {
        await using var bench = await CreateAsync();
        for (var i = 0; i < 6; i++)
        {
            await bench.Store.AppendAsync(head => [Entry(head.Number + 1, "a") with { Time = _start.AddSeconds(i == 2 ? 60 : i) }], Cancelled);
        }

        AuditAnchor? signed = null;
        var removed = await bench.Other.TrimAsync(
            _start.AddSeconds(30),
            10,
            anchor => signed = anchor with { Time = _start.AddDays(1), KeyId = "k", Signature = "signature" },
            Cancelled);

        // The third is young, by a clock that was wrong: what lies behind it stays.
        Assert.Equal(2, removed);
        Assert.Equal((2L, "hash2"), (signed!.Number, signed.Hash));
        Assert.Equal([6L, 5, 4, 3], (await bench.Store.ReadAsync(new AuditQuery(10), Cancelled)).Select(static entry => entry.Number));
        Assert.Equal(new AuditHead(6, "hash6", 4), await bench.Store.HeadAsync(Cancelled));
        Assert.Equal(7, (await AppendAsync(bench.Store, "next")).Number);
    }

    [Fact]
    public async Task Trim_NoMoreThanTheLimit_AndNeverTheLast()
    {
        await using var bench = await CreateAsync();
        for (var i = 0; i < 4; i++)
        {
            await AppendAsync(bench.Store, "a");
        }

        Assert.Equal(2, await TrimAsync(2));
        Assert.Equal(1, await TrimAsync(2));
        Assert.Equal(0, await TrimAsync(2));
        Assert.Equal(new AuditHead(4, "hash4", 1), await bench.Store.HeadAsync(Cancelled));

        ValueTask<long> TrimAsync(int limit) => bench.Store.TrimAsync(_start.AddYears(1), limit, static anchor => anchor, Cancelled);
    }

    private static ValueTask<AuditHead> AppendAsync(IAuditStore store, string action)
        => store.AppendAsync(head => [Entry(head.Number + 1, action)], Cancelled);

    private static AuditEntry Entry(long number, string action, string target = "")
        => new(number, new AuditEvent(action) { Target = target }) { Time = _start, Node = "n", KeyId = "k", Hash = HashOf(number) };

    private static string HashOf(long number) => string.Create(CultureInfo.InvariantCulture, $"hash{number}");
}
