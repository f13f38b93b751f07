namespace Switchboard.Tests.Hub.Direct;

public sealed class DirectProtocolTests : ProtocolTests
{
    protected override bool TakesUpgrades => true;
}
