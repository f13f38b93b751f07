namespace Switchboard.Tests.Hub.Direct;

public sealed class DirectTokenTests : TokenTests
{
    protected override bool TakesUpgrades => true;
}
