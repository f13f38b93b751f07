using Switchboard.Configuration;
using Switchboard.Outbox;
using Xunit;

namespace Switchboard.Tests.Outbox;

/// <summary>What the store says of a target counts only if nothing was written while it was asked.</summary>
public sealed class OutboxTargetTests
{
    private readonly OutboxTarget _target = new(EventTargetSettings.From(new EventTargetOptions { Name = "all" }), TimeProvider.System);

    [Fact]
    public void Writes_NoneUnderWay_AreSettled()
    {
        var before = _target.SettledWrites;

        Assert.NotNull(before);
        Assert.Equal(before, _target.SettledWrites);
    }

    [Fact]
    public void Writes_OneUnderWay_AreNotSettledUntilAllHaveEnded()
    {
        _target.WriteBegins();
        _target.WriteBegins();
        _target.WriteEnded();
        Assert.Null(_target.SettledWrites);

        _target.WriteEnded();
        Assert.NotNull(_target.SettledWrites);
    }

    [Fact]
    public void Writes_OneBetweenTwoLooks_AreNotThoseOfBefore()
    {
        var before = _target.SettledWrites;
        _target.WriteBegins();
        _target.WriteEnded();

        Assert.NotNull(_target.SettledWrites);
        Assert.NotEqual(before, _target.SettledWrites);
    }
}
