namespace Switchboard.Tests.Hub.Direct;

public sealed class DirectSocketIoTests : SocketIoListenerTests
{
    protected override bool TakesUpgrades => true;
}
