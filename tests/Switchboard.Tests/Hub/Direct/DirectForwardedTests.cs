namespace Switchboard.Tests.Hub.Direct;

public sealed class DirectForwardedTests : ForwardedTests
{
    protected override bool TakesUpgrades => true;
}
