namespace Switchboard.Tests.Hub.Direct;

public sealed class DirectBadInputTests : BadInputTests
{
    protected override bool TakesUpgrades => true;
}
