using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Switchboard.Tests.Wires;

/// <summary>Names the wire that a class of tests is about.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OnWireAttribute(WireKind wire) : Attribute
{
    public WireKind Wire { get; } = wire;

    public static WireKind Of(Type tests) => tests.GetCustomAttribute<OnWireAttribute>()!.Wire;
}

/// <summary>A case of the suite. It does not exist on a wire that has not what it needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(WireFactDiscoverer))]
internal sealed class WireFactAttribute(WireNeeds needs = WireNeeds.None, [CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : FactAttribute(file, line)
{
    public WireNeeds Needs { get; } = needs;
}

/// <summary>Finds the cases of a wire.</summary>
internal sealed class WireFactDiscoverer : FactDiscoverer
{
    public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
        => WireExceptions.Has(OnWireAttribute.Of(testMethod.TestClass.Class), ((WireFactAttribute)factAttribute).Needs)
            ? base.Discover(discoveryOptions, testMethod, factAttribute)
            : new([]);
}
