using System.Collections.Concurrent;
using System.Globalization;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>The contract of <see cref="IBus"/>. An adapter's tests inherit it and make buses of one cluster.</summary>
public abstract class BusSpec
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes the bus of one node of a cluster that belongs to this test alone. Disposed of by the test's class.</summary>
    protected abstract ValueTask<IBus> CreateAsync();

    [Fact]
    public async Task Send_ThreeNodes_ReachesTheOthersAndNotTheSender()
    {
        await using var a = await JoinAsync("a");
        await using var b = await JoinAsync("b");
        await using var c = await JoinAsync("c");

        a.Bus.Send(Message("a", "1"));
        b.Bus.Send(Message("b", "end"));
        c.Bus.Send(Message("c", "end"));

        Assert.Equal(["a:1"], (await b.ReceiveAsync(2)).Where(text => text.StartsWith('a')), StringComparer.Ordinal);
        Assert.Equal(["a:1"], (await c.ReceiveAsync(2)).Where(text => text.StartsWith('a')), StringComparer.Ordinal);
        Assert.DoesNotContain(await a.ReceiveAsync(2), text => text.StartsWith('a'));
    }

    [Fact]
    public async Task Send_ManyAboutOneChannel_ArriveInOrderAndOnce()
    {
        await using var a = await JoinAsync("a");
        await using var b = await JoinAsync("b");

        for (var i = 0; i < 500; i++)
        {
            a.Bus.Send(Message("a", i.ToString(CultureInfo.InvariantCulture)));
        }

        a.Bus.Send(Message("a", "end"));
        Assert.Equal(
            Enumerable.Range(0, 500).Select(i => $"a:{i.ToString(CultureInfo.InvariantCulture)}").Append("a:end"),
            await b.ReceiveAsync(501),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task Send_ToANamedNode_ReachesThatNodeAlone()
    {
        await using var a = await JoinAsync("a");
        await using var b = await JoinAsync("b");
        await using var c = await JoinAsync("c");

        a.Bus.Send(Message("a", "for c") with { Receiver = "c" });
        a.Bus.Send(Message("a", "end"));

        Assert.Equal(["a:end"], await b.ReceiveAsync(1), StringComparer.Ordinal);
        Assert.Equal(["a:for c", "a:end"], await c.ReceiveAsync(2), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Send_ToANodeThatIsNotThere_IsDropped()
    {
        await using var a = await JoinAsync("a");
        await using var b = await JoinAsync("b");

        a.Bus.Send(Message("a", "for nobody") with { Receiver = "z" });
        a.Bus.Send(Message("a", "end"));

        Assert.Equal(["a:end"], await b.ReceiveAsync(1), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Send_BeforeAttachingAndAfterLeaving_DoesNotArrive()
    {
        await using var a = await JoinAsync("a");
        await using var watcher = await JoinAsync("w");
        a.Bus.Send(Message("a", "before"));
        await watcher.ReceiveAsync(1);
        var b = await JoinAsync("b");
        a.Bus.Send(Message("a", "between"));
        await b.ReceiveAsync(1);
        await b.DisposeAsync();

        a.Bus.Send(Message("a", "after"));
        await watcher.ReceiveAsync(3);

        Assert.Equal(["a:between"], b.Received, StringComparer.Ordinal);
    }

    [Fact]
    public async Task HasPeers_AnotherNodeIsAttached_IsTrue()
    {
        await using var a = await JoinAsync("a");
        await using var b = await JoinAsync("b");

        Assert.True(a.Bus.HasPeers);
        Assert.True(b.Bus.HasPeers);
    }

    private static PublicationMessage Message(string sender, string text)
        => new(sender, "room", new Publication { Data = System.Text.Encoding.UTF8.GetBytes(text), IsJson = false });

    private async Task<Node> JoinAsync(string id)
    {
        var node = new Node(await CreateAsync());
        await node.AttachAsync(id);
        return node;
    }

    private sealed class Node(IBus bus) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> _received = new();
        private readonly SemaphoreSlim _arrivals = new(0);
        private IAsyncDisposable? _attachment;
        private int _awaited;

        public IBus Bus => bus;

        public IReadOnlyList<string> Received => [.. _received];

        public async Task AttachAsync(string id) => _attachment = await bus.AttachAsync(id, Receive, Cancelled);

        /// <summary>Waits until so many have arrived in all.</summary>
        public async Task<IReadOnlyList<string>> ReceiveAsync(int count)
        {
            for (; _awaited < count; _awaited++)
            {
                Assert.True(await _arrivals.WaitAsync(Patience.Limit, Cancelled), $"Only {_received.Count} of {count} messages arrived.");
            }

            return Received;
        }

        public ValueTask DisposeAsync() => _attachment!.DisposeAsync();

        private void Receive(BusMessage message)
        {
            var publication = (PublicationMessage)message;
            _received.Enqueue($"{message.Sender}:{System.Text.Encoding.UTF8.GetString(publication.Publication.Data.Span)}");
            _arrivals.Release();
        }
    }
}
