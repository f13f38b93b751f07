using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Extensibility;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Presence;

public sealed class PresenceManagerTests
{
    [Fact]
    public async Task Tell_GoneWhileItsComingIsSent_LeavesForOtherNodesInOrder()
    {
        var bus = new SlowBus();
        await using var hub = EngineHub.Create(configure: services => services.AddSingleton<IBus>(bus));
        var (connection, _) = hub.Connect();
        var result = await hub.BeginAsync(connection, hub.Order("seen:a"));
        bus.WhileJoinIsSent = () =>
        {
            connection.Close(CloseCodes.Shutdown);
            Waiting.Until(() => connection.SubscriptionCount == 0);
        };

        hub.SubscriptionManager.GoLive(result);

        Waiting.Until(() => bus.Sent.Count == 2);
        Assert.Equal([true, false], bus.Sent);
    }

    /// <summary>A bus whose joins take a while.</summary>
    private sealed class SlowBus : IBus
    {
        private static readonly TimeSpan _chance = TimeSpan.FromMilliseconds(200);

        public ConcurrentQueue<bool> Sent { get; } = new();

        public Action WhileJoinIsSent { get; set; } = static () => { };

        public bool HasPeers => true;

        public ValueTask<IAsyncDisposable> AttachAsync(string nodeId, Action<BusMessage> receive, CancellationToken cancellationToken)
            => throw new NotSupportedException();

        public void Send(BusMessage message)
        {
            var joined = ((PresenceMessage)message).Joined;
            if (joined)
            {
                WhileJoinIsSent();

                // Gives a leave that does not wait for the join the chance to overtake it.
                SpinWait.SpinUntil(() => !Sent.IsEmpty, _chance);
            }

            Sent.Enqueue(joined);
        }
    }
}
