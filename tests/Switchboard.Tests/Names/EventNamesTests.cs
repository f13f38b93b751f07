using Switchboard.Names;
using Xunit;

namespace Switchboard.Tests.Names;

public sealed class EventNamesTests
{
    [Theory]
    [InlineData("moved", true)]
    [InlineData("Connect", true)]
    [InlineData("", false)]
    [InlineData("connect", false)]
    [InlineData("disconnect", false)]
    [InlineData("newListener", false)]
    [InlineData("publication", false)]
    [InlineData("call", false)]
    public void IsAllowed_Name_IsFreeOrTaken(string name, bool expected) => Assert.Equal(expected, EventNames.IsAllowed(name));
}
