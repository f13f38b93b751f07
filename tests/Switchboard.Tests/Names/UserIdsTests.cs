using Switchboard.Names;
using Xunit;

namespace Switchboard.Tests.Names;

public sealed class UserIdsTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("42")]
    [InlineData("ann@example.com")]
    [InlineData("a b:c/d\"\\")]
    [InlineData("Zoë")]
    [InlineData("用户")]
    [InlineData("\U0001F600")]
    public void IsValid_Text_IsOne(string id) => Assert.True(UserIds.IsValid(id));

    [Theory]
    [InlineData("")]
    [InlineData("a#b")]
    [InlineData("a,b")]
    [InlineData("ë#")]
    [InlineData("a\0")]
    [InlineData("a\nb")]
    [InlineData("a\u007f")]
    [InlineData("ë\u0085")]
    [InlineData("a\u200db")]
    [InlineData("a\u202eb")]
    [InlineData("\U000E0001")]
    public void IsValid_WhatNoInboxCanBeNamedAfter_IsNone(string id) => Assert.False(UserIds.IsValid(id));

    [Fact]
    public void IsValid_HalfOfASurrogatePair_IsNone()
    {
        Assert.False(UserIds.IsValid("\ud800"));
        Assert.False(UserIds.IsValid("a\udc00b"));
        Assert.False(UserIds.IsValid("\ud83d\ud83d"));
    }

    [Theory]
    [InlineData("a", 250, true)]
    [InlineData("a", 251, false)]
    [InlineData("ë", 125, true)]
    [InlineData("ë", 126, false)]
    [InlineData("\U0001F600", 62, true)]
    [InlineData("\U0001F600", 63, false)]
    public void IsValid_Length_CountsBytesOfUtf8(string letter, int count, bool expected)
        => Assert.Equal(expected, UserIds.IsValid(string.Concat(Enumerable.Repeat(letter, count))));

    [Fact]
    public void Check_AnotherId_IsToldTheFieldAndTheRule()
    {
        Assert.Null(UserIds.Check(null));
        Assert.Null(UserIds.Check(""));
        Assert.Null(UserIds.Check("42"));

        Assert.Equal((107u, $"bad request: users {UserIds.Rule}"), (UserIds.Check("a,b", "users")!.Code, UserIds.Check("a,b", "users")!.Message));
    }
}
