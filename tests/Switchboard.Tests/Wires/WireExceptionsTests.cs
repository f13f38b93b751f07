using Xunit;

namespace Switchboard.Tests.Wires;

/// <summary>The table of exceptions is about wires and cases that there are.</summary>
public sealed class WireExceptionsTests
{
    [Fact]
    public void Wires_All_HaveTheirTests()
    {
        var tested = typeof(WireSpec).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(WireSpec))).Select(OnWireAttribute.Of);

        Assert.Equal(Enum.GetValues<WireKind>(), tested.Order());
    }
}
