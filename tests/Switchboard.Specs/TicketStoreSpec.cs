using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>The contract of <see cref="ITicketStore"/>. An adapter's tests inherit it and make a store.</summary>
public abstract class TicketStoreSpec
{
    /// <summary>How long tickets are remembered, and how long they live.</summary>
    protected static readonly TimeSpan Life = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan _remember = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store.</summary>
    protected abstract ValueTask<TicketStoreFixture> CreateAsync();

    /// <summary>What a ticket says, as far as the store can keep it.</summary>
    protected virtual TicketContent ContentOf(DateTimeOffset now) => new()
    {
        User = "ann",
        CreatedAt = now.ToUnixTimeMilliseconds(),
        ExpiresAt = (now + Life).ToUnixTimeMilliseconds(),
        Info = "{\"name\":\"Ann \u00e9\"}"u8.ToArray(),
        Meta = "[1]"u8.ToArray(),
        Channels = ["news:a", "news:b"],
        Claims = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "red" },
        Address = "10.0.0.0/8",
        Origin = "https://app.example.com",
    };

    [Fact]
    public async Task Redeem_ATicket_GivesWhatItSays_OnEveryNode()
    {
        await using var bench = await CreateAsync();
        var content = ContentOf(bench.Now());
        var secret = await bench.Store.AddAsync(content, _remember, Cancelled);

        Assert.True(bench.Other.Recognizes(secret));
        var redeemed = await bench.Other.RedeemAsync(secret, _remember, Cancelled);

        Assert.Equal(TicketState.Valid, redeemed.State);
        var said = redeemed.Content!;
        Assert.Equal((content.User, content.Address, content.Origin), (said.User, said.Address, said.Origin));
        Assert.Equal(content.Info, said.Info);
        Assert.Equal(content.Meta, said.Meta);
        Assert.Equal(content.Channels, said.Channels, StringComparer.Ordinal);
        Assert.Equal(content.Claims.ToArray(), said.Claims.ToArray());
    }

    [Fact]
    public async Task List_WhatCanStillBeUsed_IsInOnePageEach_WithoutSecrets()
    {
        await using var bench = await CreateAsync();
        var secrets = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            secrets.Add(await bench.Store.AddAsync(ContentOf(bench.Now()) with { User = $"ann{i}" }, _remember, Cancelled));
        }

        await bench.Store.RedeemAsync(secrets[1], _remember, Cancelled);
        var (tickets, cursors) = await ListAsync(bench.Other);

        var expected = new[] { 0, 2, 3, 4 }.Select(i => (TicketSecret.IdOf(TicketSecret.Hash(secrets[i])), $"ann{i}"));
        Assert.Equal(expected.Order(), tickets.Select(static ticket => (ticket.Id, ticket.User)).Order());
        Assert.All(cursors, cursor => Assert.DoesNotContain(secrets, secret => secret.Contains(cursor, StringComparison.Ordinal) || cursor.Contains(secret, StringComparison.Ordinal)));

        // A whole second more: some formats know no less.
        await bench.Advance(Life + TimeSpan.FromSeconds(1));
        Assert.Empty((await ListAsync(bench.Store)).Tickets);
    }

    [Fact]
    public async Task Redeem_Again_IsUsed_ThenUnknown()
    {
        await using var bench = await CreateAsync();
        var secret = await bench.Store.AddAsync(ContentOf(bench.Now()), _remember, Cancelled);
        await bench.Store.RedeemAsync(secret, _remember, Cancelled);

        Assert.Equal(TicketState.Used, await StateAsync(bench.Store, secret));
        await bench.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(TicketState.Used, await StateAsync(bench.Other, secret));
        await bench.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TicketState.Unknown, await StateAsync(bench.Store, secret));
    }

    [Fact]
    public async Task Redeem_WithoutMemory_IsUnknownAtOnce()
    {
        await using var bench = await CreateAsync();
        var secret = await bench.Store.AddAsync(ContentOf(bench.Now()), TimeSpan.Zero, Cancelled);
        Assert.Equal(TicketState.Valid, (await bench.Store.RedeemAsync(secret, TimeSpan.Zero, Cancelled)).State);

        Assert.Equal(TicketState.Unknown, (await bench.Store.RedeemAsync(secret, TimeSpan.Zero, Cancelled)).State);
    }

    [Fact]
    public async Task Redeem_ALittleBeforeTheEnd_IsValid()
    {
        await using var bench = await CreateAsync();
        var secret = await bench.Store.AddAsync(ContentOf(bench.Now()), _remember, Cancelled);

        await bench.Advance(Life - TimeSpan.FromSeconds(1));

        Assert.Equal(TicketState.Valid, await StateAsync(bench.Store, secret));
    }

    [Fact]
    public async Task Redeem_TooLate_IsNotValid()
    {
        await using var bench = await CreateAsync();
        var secret = await bench.Store.AddAsync(ContentOf(bench.Now()), _remember, Cancelled);

        await bench.Advance(Life + TimeSpan.FromSeconds(1));

        Assert.Equal(TicketState.Expired, await StateAsync(bench.Store, secret));
    }

    [Fact]
    public async Task Redeem_ManyAtOnce_OneSucceeds()
    {
        await using var bench = await CreateAsync();
        var secret = await bench.Store.AddAsync(ContentOf(bench.Now()), _remember, Cancelled);

        var attempts = Enumerable.Range(0, 200).Select(i => Task.Run(() => StateAsync(i % 2 == 0 ? bench.Store : bench.Other, secret)));
        var states = await Task.WhenAll(attempts);

        Assert.Single(states, TicketState.Valid);
        Assert.Equal(199, states.Count(static state => state == TicketState.Used));
    }

    [Fact]
    public async Task Redeem_WhatWasNeverMade_IsUnknown()
    {
        await using var bench = await CreateAsync();
        var secret = await bench.Store.AddAsync(ContentOf(bench.Now()), _remember, Cancelled);
        var other = secret[..^1] + (secret[^1] == 'a' ? 'b' : 'a');

        Assert.Equal(TicketState.Unknown, await StateAsync(bench.Store, other));
        Assert.Equal(TicketState.Valid, await StateAsync(bench.Store, secret));
    }

    [Fact]
    public async Task Recognizes_OtherTexts_IsFalse()
    {
        await using var bench = await CreateAsync();
        var secret = await bench.Store.AddAsync(ContentOf(bench.Now()), _remember, Cancelled);
        string[] others =
        [
            "", secret[..^1], secret + "a", secret.ToUpperInvariant(), $" {secret}", $"{secret[..^1]}*", $"{secret[..^1]}\0", $"{secret[..^1]}\u00e9",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.AAAA", "device.a.b.c", new string('a', 1_000_000),
        ];

        Assert.All(others, other => Assert.False(bench.Store.Recognizes(other)));
        Assert.NotEqual(secret, await bench.Store.AddAsync(ContentOf(bench.Now()), _remember, Cancelled), StringComparer.Ordinal);
    }

    private static async Task<(List<TicketContent> Tickets, List<string> Cursors)> ListAsync(ITicketStore store)
    {
        var (tickets, cursors) = (new List<TicketContent>(), new List<string>());
        string? cursor = null;
        do
        {
            var page = await store.ListAsync(cursor, 2, Cancelled);
            Assert.InRange(page.Tickets.Count, 0, 2);
            tickets.AddRange(page.Tickets);
            cursor = page.Cursor;
            cursors.AddRange(cursor is null ? [] : [cursor]);
        }
        while (cursor is not null);
        return (tickets, cursors);
    }

    private static async Task<TicketState> StateAsync(ITicketStore store, string secret) => (await store.RedeemAsync(secret, _remember, Cancelled)).State;
}
