using System.Text.Json.Nodes;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Configuration;
using Switchboard.Hosting;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Inboxes;

/// <summary>Inboxes as clients see them, through sockets, with a store behind.</summary>
public sealed class InboxHubTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-inbox-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_ToAUserWhoIsAway_IsDeliveredAfterARestartUntilItIsAcknowledged()
    {
        string id;
        await using (var hub = await StartAsync())
        {
            using var bob = await ConnectAsync(hub, "bob");
            id = await SendAsync(bob, "ann", """{"n":1}""");
            await hub.StopAsync(Cancelled);
        }

        await using var again = await StartAsync();
        using (var ann = await ConnectAsync(again, "ann"))
        {
            var message = await ann.PublicationAsync();
            Assert.Equal(id, (string?)message["tags"]?["id"]);
            Assert.Equal(1, (int?)message["data"]?["n"]);
        }

        using (var ann = await ConnectAsync(again, "ann"))
        {
            Assert.Equal(id, (string?)(await ann.PublicationAsync())["tags"]?["id"]);
            Assert.Equal(1, (int?)(await MarkAsync(ann, id, "delivered"))["unread"]);
        }

        // What comes next is the next message, not the acknowledged one again.
        using var last = await ConnectAsync(again, "ann");
        using var sender = await ConnectAsync(again, "bob");
        var next = await SendAsync(sender, "ann", "2");
        Assert.Equal(next, (string?)(await last.PublicationAsync())["tags"]?["id"]);
    }

    [Fact]
    public async Task Mark_ByOneDevice_IsToldToTheOtherAndToTheSender()
    {
        await using var hub = await StartAsync();
        using var bob = await ConnectAsync(hub, "bob");
        using var phone = await ConnectAsync(hub, "ann");
        using var desk = await ConnectAsync(hub, "ann");
        var id = await SendAsync(bob, "ann", "1");
        Assert.Equal(id, (string?)(await phone.PublicationAsync())["tags"]?["id"]);
        Assert.Equal(id, (string?)(await desk.PublicationAsync())["tags"]?["id"]);

        Assert.Equal(0, (int?)(await MarkAsync(phone, id, "read"))["unread"]);

        var notice = await desk.PublicationAsync();
        Assert.Equal("mark", (string?)notice["tags"]?["event"]);
        Assert.Equal($$"""{"ids":["{{id}}"],"as":"read","unread":0}""", notice["data"]?.ToJsonString());
        var receipt = await bob.PublicationAsync();
        Assert.Equal("receipt", (string?)receipt["tags"]?["event"]);
        Assert.Equal((id, "ann", "read"), ((string?)receipt["data"]?["id"], (string?)receipt["data"]?["user"], (string?)receipt["data"]?["state"]));
        var state = await RpcAsync(bob, "sb.state", $$"""{"ids":["{{id}}"]}""");
        Assert.Equal("read", (string?)state["messages"]?[0]?["state"]);
        var page = await RpcAsync(desk, "sb.inbox", "{}");
        Assert.Equal((id, "read", "bob"), ((string?)page["messages"]?[0]?["id"], (string?)page["messages"]?[0]?["state"], (string?)page["messages"]?[0]?["sender"]));
    }

    [Fact]
    public async Task Send_RepeatedWithItsKeyAcrossARestart_IsInTheInboxOnce()
    {
        string first;
        await using (var hub = await StartAsync())
        {
            using var bob = await ConnectAsync(hub, "bob");
            first = await SendAsync(bob, "ann", "1", ""","idempotency_key":"k" """);
            await hub.StopAsync(Cancelled);
        }

        await using var again = await StartAsync();
        using var sender = await ConnectAsync(again, "bob");
        var second = await SendAsync(sender, "ann", "1", ""","idempotency_key":"k" """);

        Assert.Equal(first, second);
        using var ann = await ConnectAsync(again, "ann");
        var page = await RpcAsync(ann, "sb.inbox", "{}");
        Assert.Equal(first, (string?)Assert.Single(page["messages"]!.AsArray())?["id"]);
        Assert.Equal(1, (int?)page["unread"]);
    }

    [Fact]
    public async Task ScheduledSend_IsRememberedForAsLongAsItsScheduleMayBeRepeated()
    {
        await using (var hub = await StartAsync())
        {
            var code = hub.Services.GetRequiredService<ISwitchboard>();
            await code.ScheduleSendAsync("ann", "1"u8.ToArray(), DateTimeOffset.UnixEpoch, cancellationToken: Cancelled);
            while ((await code.InboxAsync("ann", cancellationToken: Cancelled)).Unread == 0)
            {
                await Task.Delay(20, Cancelled);
            }

            await hub.StopAsync(Cancelled);
        }

        await using var store = new SqliteDatabase(
            new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, "hub.db") }, TimeProvider.System, NullLogger.Instance);
        var remembered = await store.ReadAsync(static connection => connection.ExecuteScalarAsync<long>("SELECT remember_for FROM inbox_message"), Cancelled);
        Assert.Equal(TimeSpan.FromDays(new SchedulingOptions().OnceWindowDays), TimeSpan.FromMilliseconds(remembered));
    }

    [Theory]
    [InlineData("sb.inbox", """{"user":"bob"}""", 103)]
    [InlineData("sb.inbox", """{"cursor":"x"}""", 107)]
    [InlineData("sb.inbox", """{"limit":-1}""", 107)]
    [InlineData("sb.mark", """{"ids":["a"],"as":"eaten"}""", 107)]
    [InlineData("sb.mark", """{"ids":[],"as":"read"}""", 107)]
    [InlineData("sb.mark", """{"user":"bob","ids":["a"],"as":"read"}""", 103)]
    [InlineData("sb.state", "{}", 107)]
    public async Task Operation_ThatIsNotAcceptable_IsRefused(string method, string data, int code)
    {
        await using var hub = await StartAsync();
        using var ann = await ConnectAsync(hub, "ann");

        var error = await ann.ErrorAsync("rpc", $$"""{"method":"{{method}}","data":{{data}}}""");

        Assert.Equal(code, (int?)error["code"]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task<CentrifugeSocket> ConnectAsync(WebApplication hub, string user)
    {
        var addresses = hub.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        return CentrifugeSocket.ConnectAsync(new Uri(addresses.Addresses.Single()), $$"""{"data":"{{user}}"}""");
    }

    private static async Task<JsonNode> RpcAsync(CentrifugeSocket client, string method, string data)
        => (await client.CommandAsync("rpc", $$"""{"method":"{{method}}","data":{{data}}}"""))["data"]!;

    private static async Task<string> SendAsync(CentrifugeSocket client, string user, string data, string more = "")
        => (string)(await RpcAsync(client, "sb.send", $$"""{"user":"{{user}}","data":{{data}}{{more}}}"""))["messages"]![0]!["id"]!;

    private static Task<JsonNode> MarkAsync(CentrifugeSocket client, string id, string mark)
        => RpcAsync(client, "sb.mark", $$"""{"ids":["{{id}}"],"as":"{{mark}}"}""");

    private static void Configure(SwitchboardOptions options)
    {
        options.Namespaces["notices"] = new NamespaceOptions { Storage = StorageKind.Durable, HistorySize = 10, AllowSend = Audience.User | Audience.Service };
        options.Inbox.Namespace = "notices";
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSwitchboard(Configure).AddHooks<UsersByName>().UseSqlite(store => store.Path = Path.Combine(_folder.FullName, "hub.db"));
        var hub = builder.Build();
        hub.MapSwitchboard();
        await hub.StartAsync(Cancelled);
        return hub;
    }
}
