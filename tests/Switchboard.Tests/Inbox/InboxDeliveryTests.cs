using Switchboard.Connections;
using Switchboard.Inbox;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Inbox;

public sealed class InboxDeliveryTests : IAsyncDisposable
{
    private static readonly DateTimeOffset _noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly EngineHub _hub = EngineHub.Create();

    [Fact]
    public void Pass_MessageThatWasSentAgain_IsDroppedEvenAtTheEnd()
    {
        var delivery = Create();
        Assert.True(delivery.TryTake(Message("a"), _noon));

        Assert.False(delivery.TryPass(Message("a").Publication));
        delivery.Finish();
        Assert.False(delivery.TryPass(Message("a").Publication));
        Assert.True(delivery.TryPass(Message("b").Publication));
        Assert.True(delivery.TryPass(new Publication { Data = "1"u8.ToArray() }));
    }

    [Fact]
    public void Take_MessageThatArrivedOrWasRecovered_IsNotSentAgain()
    {
        var delivery = Create();
        delivery.AddRecovered([Message("recovered").Publication]);
        Assert.True(delivery.TryPass(Message("live").Publication));

        Assert.False(delivery.TryTake(Message("recovered"), _noon));
        Assert.False(delivery.TryTake(Message("live"), _noon));
        Assert.Equal(4, delivery.RoomIn(4));
    }

    [Fact]
    public void Finish_NothingMayStillArrive_LetsTheSubscriptionGo()
    {
        var delivery = Create();
        Assert.True(delivery.TryTake(Message("a"), _noon.AddHours(1)));

        delivery.Finish();

        Assert.Null(delivery.Subscription.Recorder);
    }

    [Fact]
    public void Acknowledgements_OfHalfOfAPage_AskForMoreOnce()
    {
        var delivery = Create();
        foreach (var id in new[] { "a", "b", "c", "d" })
        {
            Assert.True(delivery.TryTake(Message(id), _noon));
        }

        Assert.Equal(0, delivery.RoomIn(4));
        Assert.False(delivery.TryResume(["x"], 4));
        Assert.True(delivery.TryPause(4));
        Assert.False(delivery.TryResume(["a"], 4));
        Assert.True(delivery.TryResume(["b", "b"], 4));
        Assert.False(delivery.TryResume(["c"], 4));
        Assert.Equal(3, delivery.RoomIn(4));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private static InboxMessage Message(string id) => new()
    {
        Id = id,
        Number = 1,
        Sender = new MessageSender(PrincipalKind.Service, ""),
        Publication = new Publication { Data = "1"u8.ToArray(), Time = _noon, Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = id } },
    };

    private InboxDelivery Create()
    {
        var (connection, _) = _hub.Connect();
        var subscription = new Subscription(connection, "#ann") { Info = connection.Info };
        var delivery = new InboxDelivery(subscription, "ann");
        subscription.Recorder = delivery;
        return delivery;
    }
}
