using Switchboard.Specs;
using Switchboard.Tests.Hooks;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>What services say while a connect or subscribe waits holds for that, too.</content>
public abstract partial class WireSpec
{
    private static readonly ConnectionTarget _ann = ConnectionTarget.OfUser("ann");

    [WireFact(WireNeeds.Commands)]
    public Task Unsubscribe_WhileASubscribeAsksAHook_Holds() => CheckWaitingAsync(
        static gate => new Decisions { Subscribing = context => context.Channel == "room:a" ? gate.WaitAsync() : Task.CompletedTask },
        static async (hub, gate) =>
        {
            var ann = await hub.ConnectAsync("ann");
            await StartedAsync(ann, 1);
            var subscribing = ann.CommandAsync("subscribe", """{"channel":"room:a"}""");
            await gate.Reached;

            await hub.Api.UnsubscribeAsync(_ann, "room:a", cancellationToken: Cancelled);
            gate.Open();

            AssertError(ErrorCodes.NotAvailable, await subscribing);
            await hub.PublishAsync("room:a", "1");
            await hub.SendAsync("ann", "2");
            Assert.Equal("2", (await ann.NextAsync(WireEventKind.Publication)).Data);
            await hub.EmptyAsync("room:a");
            await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");
        });

    [WireFact(WireNeeds.Commands)]
    public Task Disconnect_WhileASubscribeAsksAHook_Holds() => CheckWaitingAsync(
        static gate => new Decisions { Subscribing = _ => gate.WaitAsync() },
        async (hub, gate) =>
        {
            var ann = await hub.ConnectAsync("ann");
            var subscribing = ann.CommandAsync("subscribe", """{"channel":"room:a"}""");
            await gate.Reached;

            await hub.Api.DisconnectAsync(_ann, cancellationToken: Cancelled);
            gate.Open();

            Assert.True((await subscribing).IsClosed);
            await AssertClosedAsync(CloseCodes.ForceDisconnect, ann);
            await hub.EmptyAsync("room:a");
        });

    [WireFact]
    public Task Disconnect_WhileAConnectAsksAHook_Holds() => CheckConnectingAsync(async (hub, gate, connecting) =>
    {
        await hub.Api.DisconnectAsync(_ann, cancellationToken: Cancelled);
        gate.Open();

        var (connection, answer) = await connecting;
        AssertRefused(CloseCodes.ForceDisconnect, connection, answer);
        await hub.EmptyAsync("room:a");
        Assert.Empty(hub.Seen.Rest());
    });

    [WireFact]
    public Task Disconnect_OfAnotherWhileAConnectAsksAHook_IsNotItsAffair() => CheckConnectingAsync(static async (hub, gate, connecting) =>
    {
        await hub.Api.DisconnectAsync(ConnectionTarget.OfUser("bob"), cancellationToken: Cancelled);
        gate.Open();

        Assert.Equal(3, (await StartedAsync((await connecting).Connection, 3)).Count);
    });

    [WireFact]
    public Task Unsubscribe_WhileAConnectAsksAHook_Holds() => CheckConnectingAsync(static async (hub, gate, connecting) =>
    {
        await hub.Api.UnsubscribeAsync(_ann, "room:a", cancellationToken: Cancelled);
        gate.Open();

        var ann = (await connecting).Connection;
        Assert.Equal(["#ann", "room:b"], (await StartedAsync(ann, 2)).Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        await hub.PublishAsync("room:a", "1");
        await hub.PublishAsync("room:b", "2");
        Assert.Equal("2", (await ann.NextAsync(WireEventKind.Publication)).Data);
        await hub.EmptyAsync("room:a");
    });

    [WireFact]
    public Task Refresh_WhileAConnectAsksAHook_Holds() => CheckConnectingAsync(static async (hub, gate, connecting) =>
    {
        await hub.Api.RefreshAsync(_ann, hub.Time.GetUtcNow().AddSeconds(60), cancellationToken: Cancelled);
        await hub.Api.SubscribeAsync(_ann, "room:c", cancellationToken: Cancelled);
        gate.Open();

        var ann = (await connecting).Connection;
        await StartedAsync(ann, 3);
        Assert.Equal(60, (await ann.NextAsync(WireEventKind.Refresh)).Body.Number("ttl"));
        Assert.Equal("room:c", (await ann.NextAsync(WireEventKind.Subscribed)).Channel);
    });

    private Task CheckConnectingAsync(
        Func<WireHub, Gate, Task<(WireConnection Connection, WireAnswer Answer)>, Task> check)
        => CheckWaitingAsync(
            static gate => new Decisions { Connecting = (_, _) => gate.WaitAsync() },
            async (hub, gate) =>
            {
                var connecting = hub.TryConnectAsync(WireHub.Token("ann", """
                    "channels":["room:a","room:b"]
                    """));
                await gate.Reached;
                await check(hub, gate, connecting);
            });

    private Task CheckWaitingAsync(Func<Gate, Decisions> decisions, Func<WireHub, Gate, Task> check)
    {
        var gate = new Gate();
        return CheckAsync(new WireHubSetup { Decisions = decisions(gate) }, hub => check(hub, gate));
    }

    /// <summary>Where a hook waits until the test lets it go on.</summary>
    private sealed class Gate
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when a hook waits here.</summary>
        public Task Reached => _reached.Task.WaitAsync(Patience.Limit, Cancelled);

        public void Open() => _open.TrySetResult();

        public Task WaitAsync()
        {
            _reached.TrySetResult();
            return _open.Task;
        }
    }
}
