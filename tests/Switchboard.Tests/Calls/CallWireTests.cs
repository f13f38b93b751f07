using System.Text.Json.Nodes;
using Switchboard.Tests.Hub;
using Xunit;

namespace Switchboard.Tests.Calls;

/// <summary>Calls between clients on real sockets.</summary>
public sealed class CallWireTests
{
    private const int Calls = 1000;
    private const string AllowServe = "Namespaces:default:AllowServe=service,user,anonymous";

    [Fact]
    public async Task Rpc_ThatTakesLong_LetsLaterCommandsPass()
    {
        await using var hub = await HubServer.StartAsync(AllowServe);
        await using var worker = await ServeAsync(hub, "slow");
        await using var caller = await WireClient.ConnectAsync(hub);

        await caller.Socket.SendAsync("""{"id":100,"rpc":{"method":"slow","data":{"n":1}}}""");
        Assert.NotNull((await caller.CommandAsync("publish", """{"channel":"a","data":1}"""))["publish"]);
        var call = (await worker.PushAsync())["message"]!["data"]!["call"]!.AsObject();

        Assert.Equal("slow", (string?)call["method"]);
        Assert.Equal("""{"n":1}""", call["data"]!.ToJsonString());
        Assert.Equal(caller.Id, (string?)call["caller"]!["client"]);
        Assert.Equal("anonymous", (string?)call["caller"]!["kind"]);
        Assert.InRange((long)call["deadline_ms"]!, 1, 30_000);
        await worker.ResultAsync("rpc", $$$"""{"method":"sb.answer","data":{"id":"{{{call["id"]}}}","data":[2]}}""");
        Assert.Equal("[2]", (await caller.ReplyAsync(100))["rpc"]!["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Rpc_MoreThanMayBePending_IsRefusedAndTheConnectionGoesOn()
    {
        await using var hub = await HubServer.StartAsync(AllowServe, "Calls:PendingPerConnection=1");
        await using var worker = await ServeAsync(hub, "slow");
        await using var caller = await WireClient.ConnectAsync(hub);

        await caller.Socket.SendAsync("""{"id":100,"rpc":{"method":"slow"}}""");

        Assert.Equal(111, await caller.ErrorAsync("rpc", """{"method":"slow"}"""));
        await caller.ResultAsync("rpc", """{"method":"sb.serve","data":{"method":"other"}}""");
    }

    [Fact]
    public async Task Disconnect_Caller_TellsTheWorker()
    {
        await using var hub = await HubServer.StartAsync(AllowServe);
        await using var worker = await ServeAsync(hub, "slow");
        string? id;
        await using (var caller = await WireClient.ConnectAsync(hub))
        {
            await caller.Socket.SendAsync("""{"id":100,"rpc":{"method":"slow"}}""");
            id = (string?)(await worker.PushAsync())["message"]!["data"]!["call"]!["id"];
        }

        Assert.Equal(id, (string?)(await worker.PushAsync())["message"]!["data"]!["cancel"]!["id"]);
    }

    [Fact]
    public async Task ThousandCalls_OneOfTwoWorkersCut_AllEnd()
    {
        await using var hub = await HubServer.StartAsync(AllowServe);
        var doomed = await ServeAsync(hub, "sum");
        await using var staying = await ServeAsync(hub, "sum");
        await using var caller = await WireClient.ConnectAsync(hub);
        var working = new[] { WorkAsync(doomed, Calls / 5), WorkAsync(staying, int.MaxValue) };

        for (var id = 100; id < 100 + Calls; id++)
        {
            var idempotent = id % 2 == 0 ? "true" : "false";
            await caller.Socket.SendAsync($$$"""{"id":{{{id}}},"rpc":{"method":"sb.call","data":{"method":"sum","data":{{{id}}},"idempotent":{{{idempotent}}} } } }""");
        }

        var (results, lost) = (0, 0);
        for (var ended = 0; ended < Calls;)
        {
            var reply = await caller.NextAsync();
            if (reply["id"] is not { } id)
            {
                continue;
            }

            ended++;
            if (reply["error"] is { } error)
            {
                Assert.Equal(411, (int)error["code"]!);
                Assert.True((int)id % 2 == 1, "An idempotent call goes to the other worker.");
                lost++;
            }
            else
            {
                Assert.Equal((int)id, (int)reply["rpc"]!["data"]!["data"]!);
                results++;
            }
        }

        await working[0];
        Assert.Equal(Calls, results + lost);
        Assert.InRange(lost, 0, 16);
        await staying.DisposeAsync();
        await working[1];
    }

    private static async Task<WireClient> ServeAsync(HubServer hub, string method)
    {
        var worker = await WireClient.ConnectAsync(hub);
        await worker.ResultAsync("rpc", $$$"""{"method":"sb.serve","data":{"method":"{{{method}}}"}}""");
        return worker;
    }

    /// <summary>Answers so many calls with what they carry; then is cut, with calls in hand.</summary>
    private static async Task WorkAsync(WireClient worker, int answers)
    {
        try
        {
            while (answers > 0)
            {
                var message = await worker.NextAsync();
                if (message["push"]?["message"]?["data"]?["call"] is JsonObject call)
                {
                    answers--;
                    await worker.Socket.SendAsync($$$"""{"id":{{{1000 + (answers % 1000)}}},"rpc":{"method":"sb.answer","data":{"id":"{{{call["id"]}}}","data":{{{call["data"]}}} } } }""");
                }
            }

            await worker.DisposeAsync();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or System.Net.Sockets.SocketException)
        {
            // The test is over.
        }
    }
}
