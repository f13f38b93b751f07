using Switchboard.Tests.Hub;
using Switchboard.Tests.Security;
using Xunit;

namespace Switchboard.Tests.Hooks;

/// <summary>Clients that repeat themselves under an idempotency key, as after a lost connection.</summary>
public sealed class RepeatedCommandsTests
{
    private readonly TaskCompletionSource _gate = new();
    private readonly Observations _hooks = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_Repeated_IsAnsweredEachTimeAndToldOnce()
    {
        await using var hub = await StartAsync();
        await using var first = await ConnectAsync(hub, "42");
        await using var again = await ConnectAsync(hub, "42");
        await using var other = await ConnectAsync(hub, "43");

        await first.CommandAsync("send", """{"data":1,"idempotency_key":"k"}""");
        await first.CommandAsync("send", """{"data":1,"idempotency_key":"k"}""");
        await again.CommandAsync("send", """{"data":1,"idempotency_key":"k"}""");
        await other.CommandAsync("send", """{"data":2,"idempotency_key":"k"}""");

        var told = _hooks.Rest().OfType<MessageReceivedEvent>().ToArray();
        Assert.Equal(["42", "43"], told.Select(happened => happened.Connection.User), StringComparer.Ordinal);
        Assert.All(told, happened => Assert.Equal("k", happened.IdempotencyKey));
    }

    [Theory]
    [InlineData("send", """{"data":1,"idempotency_key":"k"}""")]
    [InlineData("publish", """{"channel":"news","data":1,"idempotency_key":"k"}""")]
    [InlineData("publish", """{"channel":"chat:a","data":1,"idempotency_key":"k"}""")]
    public async Task Command_RepeatedOnAnotherConnectionWhileTheHookIsBeingTold_IsAnsweredBehindIt(string name, string request)
    {
        var telling = new TaskCompletionSource();
        _hooks.Before = happened =>
        {
            if (happened is not (MessageReceivedEvent or PublishedEvent))
            {
                return Task.CompletedTask;
            }

            telling.TrySetResult();
            return _gate.Task;
        };
        await using var hub = await StartAsync();
        await using var first = await ConnectAsync(hub, "42");
        await using var again = await ConnectAsync(hub, "42");

        var original = first.CommandAsync(name, request);
        await telling.Task.WaitAsync(Cancelled);
        var repeated = again.CommandAsync(name, request);
        Assert.NotSame(repeated, await Task.WhenAny(repeated, Task.Delay(TimeSpan.FromMilliseconds(100), Cancelled)));
        _gate.SetResult();

        Assert.NotNull((await original)[name]);
        Assert.NotNull((await repeated)[name]);
        Assert.Single(_hooks.Rest(), happened => happened is MessageReceivedEvent or PublishedEvent);
    }

    private static Task<WireClient> ConnectAsync(HubServer hub, string user) => WireClient.ConnectAsync(hub, TokenFactory.Create($$"""{"sub":"{{user}}"}"""));

    private Task<HubServer> StartAsync() => HubServer.StartAsync(builder => builder.AddHooks(_hooks), "Hooks:ObservationTimeoutMilliseconds=60000");
}
