using Switchboard.Connections;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Connections;

public sealed class ConnectionRegistryTests : IAsyncDisposable
{
    private readonly EngineHub _hub = EngineHub.Create();

    private ConnectionRegistry Registry => _hub.Get<ConnectionRegistry>();

    [Fact]
    public void TryIndexUser_ConnectionHasClosed_TakesNoPlace()
    {
        var (connection, _) = _hub.Open();
        connection.Authenticate(new Principal { Kind = PrincipalKind.User, UserId = "42" }, "", default);
        connection.Close(CloseCodes.Shutdown);
        Waiting.Until(() => connection.AbortAt != 0);

        Registry.TryIndexUser(connection, 1);

        Assert.Equal(0, Registry.UserCount);
    }

    [Fact]
    public void TryIndexUser_LimitReached_RefusesUntilOneLeaves()
    {
        var (first, _) = _hub.Connect("42");
        var (second, _) = _hub.Open();
        second.Authenticate(new Principal { Kind = PrincipalKind.User, UserId = "42" }, "", default);

        Assert.False(Registry.TryIndexUser(second, 1));
        first.Close(CloseCodes.Shutdown);
        Waiting.Until(() => Registry.UserCount == 0);

        Assert.True(Registry.TryIndexUser(second, 1));
    }

    [Fact]
    public void Select_Target_MeansThoseThatMatchEveryPart()
    {
        var (a, _) = _hub.Connect("1");
        var (b, _) = _hub.Connect("1");
        var (c, _) = _hub.Connect("2");
        _hub.Open();

        Assert.Equal([a, b], Selected(new ConnectionTarget { User = "1" }), Same);
        Assert.Equal([b], Selected(new ConnectionTarget { User = "1", Except = [a.Id] }), Same);
        Assert.Equal([c], Selected(new ConnectionTarget { Client = c.Id }), Same);
        Assert.Empty(Selected(new ConnectionTarget { Client = c.Id, User = "1" }));
        Assert.Empty(Selected(new ConnectionTarget { User = "3" }));
        c.Close(CloseCodes.Shutdown);
        Assert.Empty(Selected(new ConnectionTarget { Client = c.Id }));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private static bool Same(Connection first, Connection second) => ReferenceEquals(first, second);

    private IEnumerable<Connection> Selected(ConnectionTarget target) => Registry.Select(target);
}
