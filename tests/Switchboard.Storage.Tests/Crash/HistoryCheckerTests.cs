using Xunit;

namespace Switchboard.Storage.Tests.Crash;

public sealed class HistoryCheckerTests
{
    [Theory]
    [InlineData("a1 b2 c?", "a1 b2", true)]
    [InlineData("a1 b2 c?", "a1 b2 c3", true)]
    [InlineData("a? a1 a1", "a1", true)]
    [InlineData("a1 a2", "a1", false)]
    [InlineData("a1 a2", "a1 a2", false)]
    [InlineData("a1 b2", "a1", false)]
    [InlineData("a1 b2", "b1 a2", false)]
    [InlineData("a1 b?", "a1 b3", false)]
    [InlineData("a1 b?", "a1 b2 b3", false)]
    [InlineData("a1", "a1 a2", false)]
    [InlineData("a1", "a1 x2", false)]
    [InlineData("a1 b2", "a1 b2e", false)]
    public void Check_History_SeesWhatBreaksThePromise(string attempts, string stream, bool isSound)
    {
        var tried = attempts.Split(' ').Select(text => new PublishAttempt(text[..1], "c", text[1] == '?' ? null : PositionOf(text))).ToArray();
        var streams = new Dictionary<string, IReadOnlyList<(Position, string)>>(StringComparer.Ordinal)
        {
            ["c"] = [.. stream.Split(' ').Select(text => (PositionOf(text), text[..1]))],
        };

        Assert.Equal(isSound, HistoryChecker.Check(tried, streams).Count == 0);
    }

    private static Position PositionOf(string text) => new((ulong)(text[1] - '0'), text.Length > 2 ? text[2..] : "epoch");
}
