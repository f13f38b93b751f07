using System.Text;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>The contract of <see cref="IRecordStore"/>. An adapter's tests inherit it and make a store.</summary>
public abstract class RecordStoreSpec
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store.</summary>
    protected abstract ValueTask<RecordStoreFixture> CreateAsync();

    [Fact]
    public async Task Find_WhatWasPut_HasEverything_OnEveryNode()
    {
        await using var bench = await CreateAsync();
        var put = Record("a", "\0 body") with { Owner = "ann", ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(4_000_000_000_123) };

        var revision = await bench.Store.PutAsync(put, null, Cancelled);

        foreach (var store in new[] { bench.Store, bench.Other })
        {
            var found = await store.FindAsync("kind", "a", Cancelled);
            Assert.NotNull(found);
            Assert.Equal(("kind", "a", "ann", revision, put.ExpiresAt), (found.Kind, found.Id, found.Owner, found.Revision, found.ExpiresAt));
            Assert.Equal("\0 body", Encoding.UTF8.GetString(found.Body.Span));
        }

        Assert.True(revision > 0);
        Assert.Null(await bench.Store.FindAsync("other", "a", Cancelled));
        Assert.Null(await bench.Store.FindAsync("kind", "A", Cancelled));
    }

    [Fact]
    public async Task Put_Expected_ChangesNothingWhereAnotherIsThere()
    {
        await using var bench = await CreateAsync();
        var first = await bench.Store.PutAsync(Record("a", "1"), 0, Cancelled);
        Assert.NotNull(first);

        Assert.Null(await bench.Other.PutAsync(Record("a", "no"), 0, Cancelled));
        var second = await bench.Other.PutAsync(Record("a", "2"), first, Cancelled);
        Assert.Null(await bench.Store.PutAsync(Record("a", "no"), first, Cancelled));
        Assert.Equal("2", await TextAsync(bench.Store, "a"));

        var third = await bench.Store.PutAsync(Record("a", "3"), null, Cancelled);
        Assert.True(first < second && second < third);
        Assert.Null(await bench.Store.PutAsync(Record("b", "no"), 17, Cancelled));
        Assert.Null(await bench.Store.FindAsync("kind", "b", Cancelled));
    }

    [Fact]
    public async Task Put_AfterRemoval_HasARevisionOfItsOwn()
    {
        await using var bench = await CreateAsync();
        var first = await bench.Store.PutAsync(Record("a", "1"), 0, Cancelled);
        await bench.Store.RemoveAsync("kind", "a", null, Cancelled);
        await bench.Store.PutAsync(Record("a", "2"), 0, Cancelled);

        Assert.Null(await bench.Store.RemoveAsync("kind", "a", first, Cancelled));
        Assert.Equal("2", await TextAsync(bench.Store, "a"));
    }

    [Fact]
    public async Task Remove_GivesWhatWasThere_Once()
    {
        await using var bench = await CreateAsync();
        var revision = await bench.Store.PutAsync(Record("a", "1"), null, Cancelled);

        Assert.Null(await bench.Store.RemoveAsync("kind", "a", revision + 1, Cancelled));
        var attempts = Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? bench.Store : bench.Other).RemoveAsync("kind", "a", i % 3 == 0 ? revision : null, Cancelled).AsTask());
        var removed = Assert.Single(await Task.WhenAll(attempts), static record => record is not null);

        Assert.Equal("1", Encoding.UTF8.GetString(removed!.Body.Span));
        Assert.Null(await bench.Store.FindAsync("kind", "a", Cancelled));
    }

    [Fact]
    public async Task Put_ManyAtOnceWithTheSameRevision_OneIsKept()
    {
        await using var bench = await CreateAsync();
        var revision = await bench.Store.PutAsync(Record("a", "0"), 0, Cancelled);

        var attempts = Enumerable.Range(1, 20).Select(i => (i % 2 == 0 ? bench.Store : bench.Other).PutAsync(Record("a", $"{i}"), revision, Cancelled).AsTask());
        var outcomes = await Task.WhenAll(attempts);

        var winner = Assert.Single(Enumerable.Range(0, 20), i => outcomes[i] is not null);
        Assert.Equal($"{winner + 1}", await TextAsync(bench.Store, "a"));
    }

    [Fact]
    public async Task Expired_IsNotThere_AndGivesWay()
    {
        await using var bench = await CreateAsync();
        await bench.Store.PutAsync(Record("new", "1"), null, Cancelled);
        var expiresAt = DateTimeOffset.UtcNow.AddMinutes(10);
        await bench.Store.PutAsync(Record("old", "1") with { ExpiresAt = expiresAt }, null, Cancelled);
        await bench.Store.PutAsync(Record("older", "1") with { ExpiresAt = expiresAt }, null, Cancelled);

        bench.Advance(TimeSpan.FromMinutes(11));

        Assert.Null(await bench.Store.FindAsync("kind", "old", Cancelled));
        Assert.Null(await bench.Store.RemoveAsync("kind", "old", null, Cancelled));
        Assert.NotNull(await bench.Other.PutAsync(Record("older", "2"), 0, Cancelled));
        Assert.Equal("new older", string.Join(' ', await IdsAsync(bench.Store, new RecordQuery("kind", 10))));
    }

    [Fact]
    public async Task List_Pages_GoByBytesOfTheId_OfOneOwnerOrAll()
    {
        await using var bench = await CreateAsync();
        string[] ids = ["b", "B", "é", "a", "\U0001F600", "ab", "\uFFFD"];
        foreach (var (index, id) in ids.Index())
        {
            await bench.Store.PutAsync(Record(id, "1") with { Owner = index % 2 == 0 ? "even" : "odd" }, null, Cancelled);
        }

        await bench.Store.PutAsync(new StoredRecord("other", "a") { Body = "1"u8.ToArray() }, null, Cancelled);

        Assert.Equal(["B", "a", "ab", "b", "é", "\uFFFD", "\U0001F600"], await IdsAsync(bench.Other, new RecordQuery("kind", 2)), StringComparer.Ordinal);
        Assert.Equal(["b", "é", "\uFFFD", "\U0001F600"], await IdsAsync(bench.Store, new RecordQuery("kind", 3) { Owner = "even" }), StringComparer.Ordinal);
        Assert.Empty(await IdsAsync(bench.Store, new RecordQuery("kind", 3) { Owner = "nobody" }));
    }

    private static StoredRecord Record(string id, string body) => new("kind", id) { Body = Encoding.UTF8.GetBytes(body) };

    private static async Task<string> TextAsync(IRecordStore store, string id)
        => Encoding.UTF8.GetString((await store.FindAsync("kind", id, Cancelled))!.Body.Span);

    private static async Task<List<string>> IdsAsync(IRecordStore store, RecordQuery query)
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await store.ListAsync(query with { After = cursor }, Cancelled);
            Assert.InRange(page.Records.Count, 0, query.Limit);
            ids.AddRange(page.Records.Select(record => record.Id));
            cursor = page.Cursor;
        }
        while (cursor is not null);

        return ids;
    }
}
