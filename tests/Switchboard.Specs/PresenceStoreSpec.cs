using System.Globalization;
using System.Text;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>The contract of <see cref="IPresenceStore"/>. An adapter's tests inherit it and make a store.</summary>
public abstract class PresenceStoreSpec
{
    private const string Channel = "room";

    private static readonly TimeSpan _life = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store.</summary>
    protected abstract ValueTask<PresenceStoreFixture> CreateAsync();

    [Fact]
    public async Task List_Added_IsThereWithEverything()
    {
        await using var bench = await CreateAsync();
        await bench.Store.AddAsync(Channel, new ClientInfo("42", "c", "1"u8.ToArray(), "2"u8.ToArray()), _life, Cancelled);

        var client = Assert.Single(await bench.Store.ListAsync(Channel, Cancelled));

        Assert.Equal(("42", "c"), (client.User, client.Client));
        Assert.Equal("1", Encoding.UTF8.GetString(client.ConnectionInfo.Span));
        Assert.Equal("2", Encoding.UTF8.GetString(client.ChannelInfo.Span));
    }

    [Fact]
    public async Task List_UnknownChannel_IsEmpty()
    {
        await using var bench = await CreateAsync();

        Assert.Empty(await bench.Store.ListAsync(Channel, Cancelled));
        Assert.Equal(default, await bench.Store.CountAsync(Channel, Cancelled));
    }

    [Fact]
    public async Task Add_SameClientAgain_ReplacesItsEntry()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, "42", "c");
        await bench.Store.AddAsync(Channel, new ClientInfo("42", "c", "7"u8.ToArray()), _life, Cancelled);

        var client = Assert.Single(await bench.Store.ListAsync(Channel, Cancelled));

        Assert.Equal("7", Encoding.UTF8.GetString(client.ConnectionInfo.Span));
        Assert.Equal(new PresenceStats(1, 1), await bench.Store.CountAsync(Channel, Cancelled));
    }

    [Fact]
    public async Task Count_SeveralConnectionsOfAUser_AreOneUser()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, "42", "a");
        await AddAsync(bench, "42", "b");
        await AddAsync(bench, "43", "c");
        await AddAsync(bench, "", "d");
        await AddAsync(bench, "", "e");

        Assert.Equal(new PresenceStats(5, 3), await bench.Store.CountAsync(Channel, Cancelled));
    }

    [Fact]
    public async Task Remove_OneOfAUsersConnections_LeavesTheUser()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, "42", "a");
        await AddAsync(bench, "42", "b");

        await bench.Store.RemoveAsync(Channel, new ClientInfo("42", "a"), Cancelled);

        Assert.Equal(new PresenceStats(1, 1), await bench.Store.CountAsync(Channel, Cancelled));
        await bench.Store.RemoveAsync(Channel, new ClientInfo("42", "b"), Cancelled);
        Assert.Equal(default, await bench.Store.CountAsync(Channel, Cancelled));
    }

    [Fact]
    public async Task Remove_UnknownClientOrChannel_DoesNothing()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, "42", "a");

        await bench.Store.RemoveAsync(Channel, new ClientInfo("42", "other"), Cancelled);
        await bench.Store.RemoveAsync("none", new ClientInfo("42", "a"), Cancelled);

        Assert.Equal(new PresenceStats(1, 1), await bench.Store.CountAsync(Channel, Cancelled));
    }

    [Fact]
    public async Task List_PastTheTimeToLive_IsGone()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, "42", "a");
        bench.Advance(_life - TimeSpan.FromSeconds(1));
        await AddAsync(bench, "43", "b");
        Assert.Equal(2, (await bench.Store.ListAsync(Channel, Cancelled)).Count);

        bench.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("b", Assert.Single(await bench.Store.ListAsync(Channel, Cancelled)).Client);
        Assert.Equal(new PresenceStats(1, 1), await bench.Store.CountAsync(Channel, Cancelled));
    }

    [Fact]
    public async Task Add_Renewed_LivesOn()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, "42", "a");
        bench.Advance(_life - TimeSpan.FromSeconds(1));
        await AddAsync(bench, "42", "a");
        bench.Advance(_life - TimeSpan.FromSeconds(1));

        Assert.Single(await bench.Store.ListAsync(Channel, Cancelled));
    }

    [Fact]
    public async Task AddAndRemove_FromManyThreads_AgreeInTheEnd()
    {
        await using var bench = await CreateAsync();

        await Parallel.ForAsync(0, 8, Cancelled, async (writer, cancellationToken) =>
        {
            for (var i = 0; i < 200; i++)
            {
                var client = new ClientInfo("u", string.Create(CultureInfo.InvariantCulture, $"{writer}"));
                await bench.Store.AddAsync(Channel, client, _life, cancellationToken);
                if (i < 199 || writer % 2 == 0)
                {
                    await bench.Store.RemoveAsync(Channel, client, cancellationToken);
                }
            }
        });

        Assert.Equal(["1", "3", "5", "7"], (await bench.Store.ListAsync(Channel, Cancelled)).Select(client => client.Client).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(new PresenceStats(4, 1), await bench.Store.CountAsync(Channel, Cancelled));
    }

    private static ValueTask AddAsync(PresenceStoreFixture bench, string user, string client)
        => bench.Store.AddAsync(Channel, new ClientInfo(user, client), _life, Cancelled);
}
