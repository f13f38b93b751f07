namespace Switchboard.Tests.Hub.Direct;

public sealed class DirectClosingTests : ClosingTests
{
    protected override bool TakesUpgrades => true;
}
