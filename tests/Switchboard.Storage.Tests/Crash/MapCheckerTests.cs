using Xunit;

namespace Switchboard.Storage.Tests.Crash;

public sealed class MapCheckerTests
{
    // A key, a payload or - for a removal, and the offset; ? was not answered, ! was refused.
    [Theory]
    [InlineData("ax1 ay2 bz?", "ax1 ay2", "ay2", true)]
    [InlineData("ax1 ay2 bz?", "ax1 ay2 bz3", "ay2 bz3", true)]
    [InlineData("ax1 a-2 a-!", "ax1 a-2", "", true)]
    [InlineData("ax1 ax1 ay!", "ax1", "ax1", true)]
    [InlineData("ax1 a-?", "ax1 a-2", "", true)]
    [InlineData("ax1 a-?", "ax1", "ax1", true)]
    [InlineData("ax1 ay2", "ax1", "ax1", false)]
    [InlineData("ax1 ay2", "ax1 ay2", "ax1", false)]
    [InlineData("ax1 ay2", "ax1 ay2", "", false)]
    [InlineData("ax1 ay!", "ax1 ay2", "ay2", false)]
    [InlineData("ax1 ax1", "ax1 ax2", "ax2", false)]
    [InlineData("ax1 a-2", "ax1 a-2", "ax1", false)]
    [InlineData("ax1 a-2", "ax1", "ax1", false)]
    [InlineData("ax1", "bx1", "bx1", false)]
    [InlineData("ax1 a-!", "ax1 a-2", "", false)]
    [InlineData("ax1", "ax1", "ax1 by2", false)]
    [InlineData("ax1 by?", "ax1 by3", "ax1 by3", false)]
    [InlineData("ax1", "ax1 cz2", "ax1 cz2", false)]
    public void Check_Map_SeesWhatBreaksThePromise(string attempts, string changes, string entries, bool isSound)
    {
        var tried = attempts.Split(' ').Select(text => new MapAttempt(
            text[..1],
            TextOf(text),
            text[2] switch { '?' => MapAnswer.None, '!' => MapAnswer.Refused, _ => MapAnswer.Changed },
            text[2] is '?' or '!' ? default : PositionOf(text))).ToArray();

        Assert.Equal(isSound, MapChecker.Check(tried, [.. FoundOf(changes)], [.. FoundOf(entries)]).Count == 0);
    }

    private static IEnumerable<FoundChange> FoundOf(string text)
        => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => new FoundChange(PositionOf(part), part[..1], TextOf(part), part[1] == '-'));

    private static string TextOf(string text) => text[1] == '-' ? "" : text[1..2];

    private static Position PositionOf(string text) => new((ulong)(text[2] - '0'), "epoch");
}
