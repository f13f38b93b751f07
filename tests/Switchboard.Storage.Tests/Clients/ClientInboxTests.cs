using System.Collections.Concurrent;
using System.Text;
using Switchboard.Client;
using Switchboard.Client.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Clients;

/// <summary>The .NET client's inbox where messages outlive connections and servers.</summary>
public sealed class ClientInboxTests
{
    private const int Messages = 120;

    private static readonly int _kills = Environment.GetEnvironmentVariable("SWITCHBOARD_LONG") == "1" ? 20 : 2;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_ProgramEndsBeforeItIsHandled_ComesToTheNextConnectionUntilItIs()
    {
        await using var hub = await ClientHub.StartAsync();
        var bob = await hub.ConnectAsync("bob");
        var id = await bob.SendToUserAsync("ann", "1"u8.ToArray(), cancellationToken: Cancelled);
        Assert.Equal(id, await ReceiveAsync(hub.Create("ann")));
        Assert.Equal(MessageState.Accepted, await StateAsync(bob, id));

        Assert.Equal(id, await ReceiveAsync(hub.Create("ann"), bob));

        // What comes next is the next message, not the acknowledged one again.
        var second = await bob.SendToUserAsync("ann", "2"u8.ToArray(), cancellationToken: Cancelled);
        Assert.Equal(second, await ReceiveAsync(hub.Create("ann"), bob));
    }

    [Fact]
    public async Task Message_MarkIsLostWithTheConnection_IsMarkedAgainAndNotHandedOverAgain()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var proxy = new TcpProxy(hub.Port);
        var bob = await hub.ConnectAsync("bob");
        var ann = hub.Create("ann", proxy.Url);
        var received = new ConcurrentQueue<string>();
        var arrived = Signal();
        var handle = Signal();
        ann.Inbox.OnReceived(async (message, stop) =>
        {
            received.Enqueue(message.Id);
            arrived.TrySetResult();
            await handle.Task.WaitAsync(stop);
        });
        var delivered = Signal();
        bob.Inbox.ReceiptReceived += (_, args) => delivered.TrySetResult();
        await ann.ConnectAsync(Cancelled);
        var id = await bob.SendToUserAsync("ann", "1"u8.ToArray(), cancellationToken: Cancelled);
        await arrived.Task.WaitAsync(Cancelled);

        // Nothing gets through from here on: neither this mark nor the answer to it.
        proxy.Swallow();
        handle.SetResult();
        var again = Signal();
        ann.StateChanged += (_, change) => _ = change.Current == ConnectionState.Connected && again.TrySetResult();
        proxy.Heal();
        await again.Task.WaitAsync(Cancelled);

        await delivered.Task.WaitAsync(Cancelled);
        Assert.Equal(MessageState.Delivered, await StateAsync(bob, id));
        Assert.Equal([id], received, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Messages_ServerKilledOverAndOver_AreHandledOnceAndAllAreAcknowledged()
    {
        await using var hub = await ClientHub.StartAsync();
        var ann = hub.Create("ann");
        var bob = await hub.ConnectAsync("bob");
        var received = new ConcurrentQueue<string>();
        ann.Inbox.OnReceived((message, _) =>
        {
            received.Enqueue(message.ReadText());
            return ValueTask.CompletedTask;
        });
        await ann.ConnectAsync(Cancelled);

        var sent = new ConcurrentQueue<string>();
        var sending = Task.Run(() => SendAllAsync(bob, sent), Cancelled);
        for (var kill = 1; kill <= _kills; kill++)
        {
            await UntilAsync(() => sent.Count >= Messages / (_kills + 1) * kill);
            await hub.KillAsync();
        }

        await sending;
        await UntilAsync(() => received.Count >= Messages);
        await UntilAsync(async () => await DeliveredAsync(bob, [.. sent]) == Messages);
        Assert.Equal(Messages, sent.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Enumerable.Range(0, Messages).Select(number => $"{number}"), received.OrderBy(int.Parse), StringComparer.Ordinal);
    }

    private static async Task SendAllAsync(SwitchboardClient bob, ConcurrentQueue<string> sent)
    {
        for (var number = 0; number < Messages; number++)
        {
            sent.Enqueue(await bob.SendToUserAsync("ann", Encoding.UTF8.GetBytes($"{number}"), cancellationToken: Cancelled));
        }
    }

    /// <summary>Connects, takes one message, and ends, before or after it was handled.</summary>
    // With a sender, the message is handled, and the sender sees it acknowledged before the program ends.
    private static async Task<string> ReceiveAsync(SwitchboardClient ann, SwitchboardClient? sender = null)
    {
        var arrived = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        ann.Inbox.OnReceived(async (message, stop) =>
        {
            arrived.TrySetResult(message.Id);
            if (sender is null)
            {
                await Task.Delay(Timeout.Infinite, stop);
            }
        });
        await ann.ConnectAsync(Cancelled);
        var id = await arrived.Task.WaitAsync(Cancelled);
        if (sender is not null)
        {
            await UntilAsync(async () => await StateAsync(sender, id) == MessageState.Delivered);
        }

        await ann.DisposeAsync();
        return id;
    }

    private static async Task<MessageState> StateAsync(SwitchboardClient sender, string id) => Assert.Single(await sender.Inbox.GetStatesAsync([id], Cancelled)).State;

    private static async Task<int> DeliveredAsync(SwitchboardClient sender, string[] ids)
        => (await sender.Inbox.GetStatesAsync(ids, Cancelled)).Count(state => state.State == MessageState.Delivered);

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        while (!await condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
