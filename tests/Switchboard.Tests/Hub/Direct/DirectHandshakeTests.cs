namespace Switchboard.Tests.Hub.Direct;

public sealed class DirectHandshakeTests : HandshakeTests
{
    protected override bool TakesUpgrades => true;
}
