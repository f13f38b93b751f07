using System.Text;
using Switchboard.Connections;
using Switchboard.Lifecycle;
using Switchboard.Protocols.Centrifuge;
using Switchboard.Specs;
using Switchboard.Wire.Centrifuge;
using Xunit;

namespace Switchboard.Tests.Protocols.Centrifuge;

public sealed class EmulatedSessionTests
{
    private static readonly ReadOnlyMemory<byte> _pong = "{}"u8.ToArray();

    [Fact]
    public async Task TryTake_MoreThanMayWait_ClosesWith3013()
    {
        await using var hub = await StreamHub.StartAsync();
        var session = Open(hub);

        for (var i = 0; i < 64; i++)
        {
            Assert.True(session.TryTake(_pong));
        }

        Assert.True(session.Connection.IsOpen);
        session.TryTake(_pong);
        Assert.Equal(CloseCodes.TooManyRequests, session.Connection.CloseCode);
        Assert.False(session.TryTake(_pong));
    }

    [Fact]
    public async Task RunAsync_Completed_EndsBehindWhatWaits()
    {
        await using var hub = await StreamHub.StartAsync();
        var session = Open(hub);
        session.TryTake(Encoding.UTF8.GetBytes($$$"""{"id":1,"connect":{"token":"{{{StreamHub.Token()}}}"}}"""));
        session.Complete();

        await session.RunAsync().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        Assert.True(session.Connection.IsAuthenticated);
    }

    [Fact]
    public async Task RunAsync_ConnectionClosed_HandlesNothingMore()
    {
        await using var hub = await StreamHub.StartAsync();
        var session = Open(hub);
        session.TryTake(Encoding.UTF8.GetBytes($$$"""{"id":1,"connect":{"token":"{{{StreamHub.Token()}}}"}}"""));
        session.Connection.CloseSilently(CloseCodes.ConnectionClosed);
        session.Complete();

        await session.RunAsync().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        Assert.False(session.Connection.IsAuthenticated);
    }

    private static EmulatedSession Open(StreamHub hub)
    {
        var connection = hub.Get<ConnectionManager>().Open(new TransportInfo("sse", "json", ""), StreamFormat.Events, "secret", answersPings: true);
        return new EmulatedSession(new CentrifugeSession(connection, CentrifugeJsonCodec.Instance, StreamFormat.Events, hub.Get<CentrifugeContext>()));
    }
}
