using System.Net;
using Switchboard.Connections;
using Switchboard.Timing;
using Xunit;

namespace Switchboard.Tests.Timing;

public sealed class RateTableTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Take_OverTheLimit_TellsHowLongToWait()
    {
        var rates = Table(TimeSpan.FromMinutes(1));

        Assert.Equal([0, 0, 60, 60], Enumerable.Range(0, 4).Select(_ => rates.Take(1, 2)));
        Assert.Equal(0, rates.Take(2, 2));
        _time.Advance(TimeSpan.FromSeconds(59.5));
        Assert.Equal(1, rates.Take(1, 2));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, rates.Take(1, 2));
    }

    [Fact]
    public void Look_CountsNothing()
    {
        var rates = Table(TimeSpan.FromSeconds(1));

        Assert.Equal([0, 0, 0], Enumerable.Range(0, 3).Select(_ => rates.Look(1, 1)));
        rates.Take(1, 1);
        Assert.Equal(1, rates.Look(1, 1));
    }

    [Fact]
    public void Take_OfMorePartiesThanAreToldApart_CountsTheRestTogether()
    {
        var rates = Table(TimeSpan.FromSeconds(1));
        for (var party = 0; party < RateTable<int>.MaxParties; party++)
        {
            Assert.Equal(0, rates.Take(party, 1));
        }

        Assert.Equal([0, 1, 1], new[] { rates.Take(-1, 1), rates.Take(-2, 1), rates.Look(-3, 1) });
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, rates.Take(-2, 1));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::c000:201:0:0:0:0", "192.0.2.1", false)]
    [InlineData("", "no address", true)]
    public void AddressKey_IsOneForEachParty(string one, string other, bool expected)
    {
        Assert.Equal(expected, AddressKey.Of(one) == AddressKey.Of(other));
        Assert.Equal(AddressKey.Of(one), AddressKey.Of(IPAddress.TryParse(one, out var address) ? address : null));
    }

    private RateTable<int> Table(TimeSpan window) => new(window, new Clock(_time));
}
