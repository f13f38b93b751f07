using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Switchboard.Tests.Security;

public sealed class GrantTests
{
    [Theory]
    [InlineData("news:a", "news:a", true)]
    [InlineData("news:a", "news:A", false)]
    [InlineData("news:a", "news:ab", false)]
    [InlineData("news:*", "news:", true)]
    [InlineData("news:*", "news:a:b", true)]
    [InlineData("news:*", "news", false)]
    [InlineData("*", "", true)]
    [InlineData("*:a", "news:a", true)]
    [InlineData("*:a", "a:b:a", true)]
    [InlineData("n*s:*a", "news:banana", true)]
    [InlineData("n*s:*a", "news:banan", false)]
    [InlineData("a**b", "ab", true)]
    [InlineData("?", "a", false)]
    [InlineData("[a]", "a", false)]
    [InlineData("\\*", "\\x", true)]
    [InlineData("", "a", false)]
    [InlineData("", "", true)]
    public void Matches_Pattern_StarStandsForAnyText(string pattern, string channel, bool expected)
        => Assert.Equal(expected, Grant.Matches(pattern, channel));

    [Fact]
    public void Matches_AnyTextWithParts_IsFoundAgain() => Prop.ForAll<NonNull<string>[]>(static parts =>
    {
        var text = string.Concat(parts.Select(static part => part.Get));
        return Grant.Matches(string.Join('*', parts.Select(static part => part.Get.Replace("*", "", StringComparison.Ordinal))), text.Replace("*", "", StringComparison.Ordinal));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Matches_ManyStars_EndsSoon()
        => Assert.False(Grant.Matches(string.Concat(Enumerable.Repeat("a*", 500)) + "b", new string('a', 1000)));

    [Theory]
    [InlineData(false, "news:*", false)]
    [InlineData(true, "news:*", true)]
    public void Covers_Star_IsAPatternOnlyWhereTheGrantSaysSo(bool isPattern, string channel, bool expected)
        => Assert.Equal(expected, new Grant(channel, Operations.Publish) { IsPattern = isPattern }.Covers(Operations.Publish, "news:a"));
}
