namespace Switchboard.Tests.Hub.Direct;

public sealed class DirectLimitTests : LimitTests
{
    protected override bool TakesUpgrades => true;
}
