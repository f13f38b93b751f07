using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Tests.InMemory;

public sealed class StreamEpochTests
{
    private static readonly byte[] _secret = [1, 2, 3];

    [Theory]
    [InlineData("a")]
    [InlineData("")]
    [InlineData("ü:😀")]
    public void Derive_SameParts_IsTheSame(string channel)
    {
        var epoch = StreamEpoch.Derive(_secret, channel, 1);

        Assert.Matches("^[a-z2-9]{8}$", epoch);
        Assert.Equal(epoch, StreamEpoch.Derive(_secret, channel, 1));
        Assert.NotEqual(epoch, StreamEpoch.Derive(_secret, channel, 2), StringComparer.Ordinal);
        Assert.NotEqual(epoch, StreamEpoch.Derive([1, 2, 4], channel, 1), StringComparer.Ordinal);
        Assert.NotEqual(epoch, StreamEpoch.Derive(_secret, $"{channel}x", 1), StringComparer.Ordinal);
    }

    [Fact]
    public void Derive_LongNames_DifferByTheirLastCharacter()
    {
        var name = new string('x', 5000);

        Assert.NotEqual(StreamEpoch.Derive(_secret, $"{name}a", 1), StreamEpoch.Derive(_secret, $"{name}b", 1), StringComparer.Ordinal);
    }
}
