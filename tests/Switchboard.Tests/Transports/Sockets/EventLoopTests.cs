using System.Net;
using System.Net.Sockets;
using Switchboard.Diagnostics;
using Switchboard.Tests.Support;
using Switchboard.Transports.Sockets;
using Xunit;

namespace Switchboard.Tests.Transports.Sockets;

public sealed class EventLoopTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Item_Throws_EndsOnceAndTheOthersGoOn()
    {
        await using var hub = EngineHub.Create();
        var log = new RecordingLogger<EventLoops>();
        using var loops = new EventLoops(1, TimeProvider.System, hub.Get<Supervisor>(), log);
        var loop = loops.Next();
        var (first, firstClient) = await PairAsync();
        var (second, secondClient) = await PairAsync();
        var broken = new Item(loop, first, static () => throw new InvalidOperationException("broken"));
        var working = new Item(loop, second, static () => { });

        await firstClient.SendAsync(new byte[1], Cancelled);
        await broken.Ended.InTime();
        await secondClient.SendAsync(new byte[1], Cancelled);
        await working.Read.InTime();

        Assert.Contains("broken", Assert.Single(log.Entries).Text, StringComparison.Ordinal);
        firstClient.Dispose();
        secondClient.Dispose();
    }

    private static async Task<(Socket Accepted, Socket Client)> PairAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndpoint, Cancelled);
        return (await listener.AcceptSocketAsync(Cancelled), client);
    }

    private sealed class Item : IEventLoopItem
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly EventLoop _loop;
        private readonly Socket _socket;
        private readonly Action _handle;
        private readonly ulong _key;

        public Item(EventLoop loop, Socket socket, Action handle)
        {
            (_loop, _socket, _handle, _key) = (loop, socket, handle, loop.NewKey());
            loop.Add(socket, _key, this);
        }

        public Task Ended => _ended.Task;

        public Task Read => _read.Task;

        public void OnReadable()
        {
            _handle();
            OnFailed();
            _read.TrySetResult();
        }

        public void OnFailed()
        {
            _loop.Remove(_socket, _key);
            _socket.Dispose();
            _ended.TrySetResult();
        }

        public void OnLoopEnded() => OnFailed();
    }
}
