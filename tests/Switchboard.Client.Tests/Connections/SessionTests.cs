using Switchboard.Client.Configuration;
using Switchboard.Client.Connections;
using Switchboard.Specs;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Tests.Connections;

public sealed class SessionTests
{
    [Fact]
    public async Task Dispose_RightBehindTheEnd_StillReleasesWaiters()
    {
        var options = new SwitchboardClientOptions { Url = new Uri("ws://127.0.0.1:1/") };
        for (var i = 0; i < 100; i++)
        {
            var session = new Session(new NullTransport(), CentrifugeJsonClientCodec.Instance, new NullTransport(), ClientSettings.From(options));
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var waiting = session.Ended.Register(ended.SetResult);

            session.End(SessionEnd.Requested);
            session.Dispose();

            await ended.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A connection that carries nothing, and a handler that does nothing.</summary>
    private sealed class NullTransport : ITransport, ISessionHandler
    {
        public CloseCode? CloseCode => null;

        public ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);

        public ValueTask CloseAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public void OnConnected(Session session, ConnectReply reply)
        {
        }

        public void OnPush(Session session, CentrifugePush push)
        {
        }
    }
}
