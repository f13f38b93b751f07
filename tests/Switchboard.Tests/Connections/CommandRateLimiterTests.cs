using Switchboard.Connections;
using Xunit;

namespace Switchboard.Tests.Connections;

public sealed class CommandRateLimiterTests
{
    [Fact]
    public void Take_WithinASecond_AllowsRefusesAndThenCloses()
    {
        var budget = new CommandRateLimiter();

        var verdicts = Enumerable.Range(0, 5).Select(_ => budget.Take(1000, 2)).ToList();

        Assert.Equal(
            [CommandVerdict.Allowed, CommandVerdict.Allowed, CommandVerdict.Refused, CommandVerdict.Refused, CommandVerdict.Abusive],
            verdicts);
    }

    [Fact]
    public void Take_NextSecond_StartsAfresh()
    {
        var budget = new CommandRateLimiter();
        budget.Take(1000, 1);
        Assert.Equal(CommandVerdict.Refused, budget.Take(1999, 1));

        Assert.Equal(CommandVerdict.Allowed, budget.Take(2000, 1));
    }

    [Fact]
    public void Take_NoLimit_AllowsAny()
    {
        var budget = new CommandRateLimiter();

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Equal(CommandVerdict.Allowed, budget.Take(1, 0)));
    }
}
