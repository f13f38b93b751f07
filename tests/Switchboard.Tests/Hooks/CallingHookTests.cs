using System.Text;
using Switchboard.Calls;
using Switchboard.Tests.Hub;
using Xunit;

namespace Switchboard.Tests.Hooks;

/// <summary>What a deciding hook can do to calls.</summary>
public sealed class CallingHookTests
{
    private const string Asked = "Namespaces:asked:AllowCall=hook";
    private const string Echo = """{"method":"echo","data":{"n":1}}""";
    private const string AskedEcho = """{"method":"asked:echo","data":{"n":1}}""";

    [Fact]
    public async Task Question_HasTheCallAndWhoCalls()
    {
        CallingContext? asked = null;
        string? host = null;
        await using var hub = await StartAsync(context =>
        {
            asked = context;
            host = context.Header("Host");
        });
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal("""{"n":1}""", await CallAsync(client, Echo));

        Assert.Equal(("echo", """{"n":1}""", false), (asked!.Method, Encoding.UTF8.GetString(asked.Data.Span), asked.IsUndecided));
        Assert.Equal((client.Id, "hub.test"), (asked.Connection.Client, host));
    }

    [Fact]
    public async Task LeftToTheHook_IsDeniedUnlessAllowed()
    {
        var isYes = true;
        await using var hub = await StartAsync(context =>
        {
            Assert.True(context.IsUndecided);
            if (isYes)
            {
                context.Allow();
            }
        });
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal("""{"n":1}""", await CallAsync(client, AskedEcho));

        isYes = false;
        Assert.Equal(103, await client.ErrorAsync("rpc", AskedEcho));
    }

    [Fact]
    public async Task Deny_AnswersWithTheCodeAndNobodyIsCalled()
    {
        await using var hub = await StartAsync(context => context.Deny(new ErrorCode(461, "not today")));
        var isCalled = false;
        hub.Get<CallHandlers>().Add("counted", (_, _) =>
        {
            isCalled = true;
            return default;
        });
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(461, await client.ErrorAsync("rpc", """{"method":"counted"}"""));
        Assert.Equal(461, await client.ErrorAsync("rpc", """{"method":"sb.call","data":{"method":"counted"}}"""));

        Assert.False(isCalled);
    }

    [Fact]
    public async Task Disconnect_ClosesTheConnection()
    {
        await using var hub = await StartAsync(context => context.Disconnect(new CloseCode(4501, "go")));
        await using var client = await WireClient.ConnectAsync(hub);

        await client.Socket.SendAsync($$"""{"id":9,"rpc":{{Echo}}}""");

        Assert.Equal((4501, "go"), await client.Socket.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Answer_IsTheResultOfAMethodThatNobodyServes()
    {
        await using var hub = await StartAsync(context => context.Answer("{\n\"by\":\"hook\"}"u8.ToArray()));
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal("""{"by":"hook"}""", await CallAsync(client, """{"method":"asked:nobody"}"""));
        var own = await client.ResultAsync("rpc", """{"method":"sb.call","data":{"method":"asked:nobody"}}""");
        Assert.Equal("hook", (string?)own["data"]!["data"]!["by"]);
    }

    [Fact]
    public async Task Answer_ThatIsNoJson_IsABadRequestOnAJsonWire()
    {
        await using var hub = await StartAsync(context => context.Answer("no json"u8.ToArray()));
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(107, await client.ErrorAsync("rpc", Echo));
    }

    [Fact]
    public async Task Data_Replaced_IsWhatTheHandlerIsGiven()
    {
        await using var hub = await StartAsync(context => context.Data = "{\n\"n\":2}"u8.ToArray());
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal("""{"n":2}""", await CallAsync(client, Echo));
    }

    [Fact]
    public async Task Data_ReplacedByWhatIsNoJson_IsABadRequest()
    {
        await using var hub = await StartAsync(context => context.Data = "no json"u8.ToArray());
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(107, await client.ErrorAsync("rpc", Echo));
    }

    [Fact]
    public async Task ByServerCode_IsNotAskedAbout()
    {
        await using var hub = await StartAsync(context => context.Deny());

        var result = await hub.Get<ISwitchboard>().CallAsync("echo", "1"u8.ToArray(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("1", Encoding.UTF8.GetString(result.Span));
    }

    private static async Task<HubServer> StartAsync(Action<CallingContext> answer)
    {
        var hub = await HubServer.StartAsync(builder => builder.AddHooks(new Decisions { Calling = Decisions.At(answer) }), Asked);
        hub.Get<CallHandlers>().Add("echo", EchoAsync);
        hub.Get<CallHandlers>().Add("asked:echo", EchoAsync);
        return hub;
    }

    private static ValueTask<ReadOnlyMemory<byte>> EchoAsync(ReadOnlyMemory<byte> data, CallContext call) => ValueTask.FromResult(data);

    private static async Task<string> CallAsync(WireClient client, string request)
        => (await client.ResultAsync("rpc", request))["data"]!.ToJsonString();
}
