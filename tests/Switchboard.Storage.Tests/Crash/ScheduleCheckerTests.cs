using System.Globalization;
using Xunit;

namespace Switchboard.Storage.Tests.Crash;

public sealed class ScheduleCheckerTests
{
    private const long Due = 10_000;
    private const long LateAfter = 250;

    [Theory]
    [InlineData(true, "10000", "", true)]
    [InlineData(true, "", "a", true)]
    [InlineData(false, "", "", true)]
    [InlineData(false, "10000", "", true)]
    [InlineData(true, "20100 late 10050", "", true)]
    [InlineData(true, "", "", false)]
    [InlineData(true, "9999", "", false)]
    [InlineData(true, "10000,10001", "", false)]
    [InlineData(true, "20100", "", false)]
    [InlineData(true, "10300 late 301", "", false)]
    [InlineData(true, "10300 late 249", "", false)]
    public void Check_WhatHappened_SeesWhatBreaksThePromise(bool isAcknowledged, string effects, string waiting, bool isSound)
    {
        var happened = effects.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split(" late "))
            .Select(parts => new ScheduledEffect("a", "c", long.Parse(parts[0], CultureInfo.InvariantCulture), parts.Length > 1 ? long.Parse(parts[1], CultureInfo.InvariantCulture) : null)).ToArray();

        var problems = ScheduleChecker.Check(
            [new ScheduleAttempt("a", "", "c", Due, isAcknowledged)], happened, waiting.Split(',', StringSplitOptions.RemoveEmptyEntries), [0, 20_000], LateAfter);

        Assert.Equal(isSound, problems.Count == 0);
    }

    [Theory]
    [InlineData("a", "d")]
    [InlineData("b", "c")]
    public void Check_WhatNobodyScheduled_IsSeen(string text, string target)
        => Assert.NotEmpty(ScheduleChecker.Check([new ScheduleAttempt("a", "", "c", Due, false)], [new ScheduledEffect(text, target, Due, null)], [], [0], LateAfter));
}
