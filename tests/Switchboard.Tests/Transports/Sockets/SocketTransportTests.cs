using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Outbound;
using Switchboard.Tests.Support;
using Switchboard.Tests.Transports.WebSockets;
using Switchboard.Transports;
using Switchboard.Transports.Sockets;
using Switchboard.Transports.WebSockets;
using Xunit;

namespace Switchboard.Tests.Transports.Sockets;

/// <summary>What an event loop makes of a socket's bytes, over real sockets.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SocketTransportTests : IAsyncDisposable
{
    private const int Binary = 2;

    private readonly EngineHub _hub = EngineHub.Create();
    private readonly EventLoop _loop;
    private readonly Socket _client;
    private readonly Socket _server;

    public SocketTransportTests()
    {
        _loop = new EventLoop(TimeProvider.System, _hub.Get<Supervisor>(), NullLogger.Instance);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Event loops are for Linux.");
        (_client, _server) = Pair();
        _loop.Start("test");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _server.Dispose();
        _loop.Dispose();
        await _hub.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Messages_OfAnySizeInAnyPieces_ArriveWholeAndInOrder(int seed)
    {
        var random = new Random(seed);
        var messages = Enumerable.Range(0, 300).Select(_ => RandomMessage(random)).ToArray();
        var bytes = messages.SelectMany(static message => new ClientFrame(Binary, message).Encode()).ToArray();
        var session = new RecordingSession(messages.Length, isAsynchronous: number => number % 7 == seed);
        Serve(session);

        for (var sent = 0; sent < bytes.Length;)
        {
            var piece = Math.Min(random.Next(4) == 0 ? random.Next(1, 50) : random.Next(1, 100_000), bytes.Length - sent);
            sent += await _client.SendAsync(bytes.AsMemory(sent, piece), SocketFlags.None, EngineHub.Cancelled);
        }

        await session.IsComplete.Task.InTime();
        Assert.Equal(messages.Length, session.Received.Count);
        for (var i = 0; i < messages.Length; i++)
        {
            Assert.True(messages[i].AsSpan().SequenceEqual(session.Received[i]), $"Message {i} of {messages[i].Length} bytes differs.");
        }
    }

    /// <summary>Whatever has come is one turn, even where it is more than a buffer, so that what it sends is one send.</summary>
    [Theory]
    [InlineData(20, 4096)]
    [InlineData(8, 16_000)]
    [InlineData(500, 100)]
    public async Task Messages_ThatHaveCome_AreOneTurn(int count, int size)
    {
        var bytes = Enumerable.Range(0, count).SelectMany(_ => new ClientFrame(Binary, new byte[size]).Encode()).ToArray();
        _server.ReceiveBufferSize = bytes.Length * 2;
        await _client.SendAsync(bytes, SocketFlags.None, EngineHub.Cancelled);
        Waiting.Until(() => _server.Available == bytes.Length);
        var sink = new StallingSink();
        var queue = new OutboundQueue(TextFraming.Instance, int.MaxValue, new OutboundCounters());
        queue.Start(sink);
        var session = new RecordingSession(count, isAsynchronous: static _ => false) { Answers = queue };

        Serve(session);

        await session.IsComplete.Task.InTime();
        Waiting.Until(() => sink.Lines.Length == count);
        Assert.Equal(1, sink.Sends);
    }

    /// <summary>A buffer of the loop for each would be 64 KiB of garbage for each publication into a durable channel.</summary>
    [Fact]
    public async Task Messages_UnderWay_ShareMemoryAndKeepTheirBytes()
    {
        const int Count = 100;
        var session = new HoldingSession(Count);
        var clients = new List<Socket>();
        for (var i = 0; i < Count; i++)
        {
            var (client, server) = Pair();
            clients.Add(client);
            Serve(session, server);
        }

        for (var i = 0; i < Count; i++)
        {
            await clients[i].SendAsync(new ClientFrame(Binary, [.. Enumerable.Repeat((byte)i, 200)]).Encode(), SocketFlags.None, EngineHub.Cancelled);
        }

        await session.HasAll.Task.InTime();
        var arrays = session.Held.Select(static message => MemoryMarshal.TryGetArray(message, out var segment) ? segment.Array : null).Distinct();
        Assert.InRange(arrays.Count(), 1, 2);
        Assert.Equal(
            Enumerable.Range(0, Count).Select(static i => (byte)i), session.Held.Select(static message => message.ToArray().Distinct().Single()).Order());

        // What comes while a message is under way is read behind it.
        await clients[0].SendAsync(new ClientFrame(Binary, [99]).Encode(), SocketFlags.None, EngineHub.Cancelled);
        session.Release.SetResult();
        await session.HasOneMore.Task.InTime();
        clients.ForEach(static client => client.Dispose());
    }

    private static byte[] RandomMessage(Random random)
    {
        var message = new byte[random.Next(10) switch { 0 => random.Next(100_000), < 4 => random.Next(3000, 20_000), _ => random.Next(300) }];
        random.NextBytes(message);
        return message;
    }

    private static (Socket Client, Socket Server) Pair()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.Connect(listener.LocalEndPoint!);
        var server = listener.Accept();
        server.Blocking = false;
        return (client, server);
    }

    private void Serve(IProtocolSession session) => Serve(session, _server);

    private void Serve(IProtocolSession session, Socket server)
    {
        var connection = new SilentConnection();
        var receiver = new WebSocketReceiver(connection, session, _hub.Get<HubMetrics>());
        new SocketTransport(server, _loop, connection, receiver, new MemoryStream()).Start();
    }

    private sealed class RecordingSession(int expected, Func<int, bool> isAsynchronous) : IProtocolSession
    {
        public List<byte[]> Received { get; } = [];

        public TaskCompletionSource IsComplete { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public OutboundQueue? Answers { get; init; }

        public ValueTask ReceiveAsync(ReadOnlyMemory<byte> message)
            => isAsynchronous(Received.Count) ? TakeLaterAsync(message) : Take(message);

        private async ValueTask TakeLaterAsync(ReadOnlyMemory<byte> message)
        {
            await Task.Yield();
            await Take(message);
        }

        private ValueTask Take(ReadOnlyMemory<byte> message)
        {
            Received.Add(message.ToArray());
            Answers?.Enqueue(TextFraming.Frame("x"));
            if (Received.Count == expected)
            {
                IsComplete.SetResult();
            }

            return ValueTask.CompletedTask;
        }
    }

    private sealed class HoldingSession(int expected) : IProtocolSession
    {
        public List<ReadOnlyMemory<byte>> Held { get; } = [];

        public TaskCompletionSource HasAll { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource HasOneMore { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask ReceiveAsync(ReadOnlyMemory<byte> message)
        {
            if (Held.Count == expected)
            {
                HasOneMore.SetResult();
                return ValueTask.CompletedTask;
            }

            Held.Add(message);
            if (Held.Count == expected)
            {
                HasAll.SetResult();
            }

            return new ValueTask(Release.Task);
        }
    }

    private sealed class SilentConnection : ITransportConnection
    {
        public int MaxMessageBytes => 1_000_000;

        public bool IsOpen => true;

        public Task Sent => Task.CompletedTask;

        public void AttachTransport(IConnectionTransport carrier)
        {
        }

        public void Start(IOutboundSink sink)
        {
        }

        public void Send(in OutboundFrame frame)
        {
        }

        public ValueTask RepliesTakenAsync() => ValueTask.CompletedTask;

        public void Close(CloseCode code, OutboundFrame? last)
        {
        }

        public void OnTransportEnded()
        {
        }
    }
}
