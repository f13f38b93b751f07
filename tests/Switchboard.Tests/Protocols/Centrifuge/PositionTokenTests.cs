using System.Buffers.Text;
using FsCheck;
using FsCheck.Fluent;
using Switchboard.Protocols.Centrifuge;
using Switchboard.Wire.Centrifuge;
using Xunit;

namespace Switchboard.Tests.Protocols.Centrifuge;

public sealed class PositionTokenTests
{
    // A request carries 32 KiB of headers by default, this one among others.
    private const int MostCharacters = 20_000;

    [Fact]
    public void Read_AnyText_NeverThrows()
        => Prop.ForAll<string?>(text => PositionToken.Read(text ?? "").Count <= PositionToken.MaxChannels).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_AnyBytesBehindTheVersion_NeverThrows()
        => Prop.ForAll<byte[]>(bytes => PositionToken.Read(Base64Url.EncodeToString([1, .. bytes])).Count <= PositionToken.MaxChannels)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
        => Prop.ForAll<Dictionary<ulong, ulong>>(offsets =>
        {
            var positions = offsets.ToDictionary(entry => entry.Key, entry => new Position(entry.Value, $"epoch{entry.Value % 7}"));
            var read = PositionToken.Read(PositionToken.Write(positions));
            return positions.Count == read.Count && positions.All(entry => read[entry.Key] == entry.Value);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_AnyBeginningOfAToken_NeverThrows()
    {
        var token = PositionToken.Write([KeyValuePair.Create(1ul, new Position(ulong.MaxValue, "abc")), KeyValuePair.Create(2ul, new Position(1, "abc"))]);

        for (var length = 0; length < token.Length; length++)
        {
            Assert.InRange(PositionToken.Read(token[..length]).Count, 0, 2);
        }
    }

    [Fact]
    public void Token_MoreChannelsThanItHolds_StaysBounded()
    {
        var positions = new ChannelPositions();
        var epoch = new string('e', PositionToken.MaxEpochBytes);

        for (var i = 0; i < PositionToken.MaxChannels + 100; i++)
        {
            positions.Follow(new SubscribePush($"c{i}", true, new Position(ulong.MaxValue, epoch), true, default));
        }

        Assert.InRange(positions.Token.Length, 1, MostCharacters);
        Assert.Equal(PositionToken.MaxChannels, PositionToken.Read(positions.Token).Count);
    }

    [Fact]
    public void Token_EpochTooLong_LeavesTheChannelOut()
    {
        var positions = new ChannelPositions();

        positions.Follow(new SubscribePush("c", true, new Position(1, new string('e', PositionToken.MaxEpochBytes + 1)), true, default));

        Assert.Empty(PositionToken.Read(positions.Token));
    }

    [Fact]
    public void Token_SubscriptionEnded_LeavesTheChannelOut()
    {
        var positions = new ChannelPositions();
        positions.Follow(new SubscribePush("c", true, new Position(1, "e"), true, default));
        Assert.Single(PositionToken.Read(positions.Token));

        positions.Follow(new UnsubscribePush("c", UnsubscribeCodes.Server));

        Assert.Empty(PositionToken.Read(positions.Token));
    }
}
