namespace Switchboard.Tests.Hub.Direct;

public sealed class DirectBackpressureTests : BackpressureTests
{
    protected override bool TakesUpgrades => true;
}
