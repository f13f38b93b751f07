using System.Reflection;
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

    [Fact]
    public void Faults_Each_IsACaseOfItsWireAndSaysWhy()
    {
        foreach (var fault in WireExceptions.Faults)
        {
            var needs = typeof(WireSpec).GetMethod(fault.Case)?.GetCustomAttribute<WireFactAttribute>()?.Needs;

            Assert.True(needs is not null && WireExceptions.Has(fault.Wire, needs.Value), $"{fault.Wire} has no case {fault.Case}.");
            Assert.NotEmpty(fault.Reason);
        }

        Assert.Distinct(WireExceptions.Faults.Select(static fault => (fault.Wire, fault.Case)));
    }
}
