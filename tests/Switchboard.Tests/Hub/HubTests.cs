namespace Switchboard.Tests.Hub;

/// <summary>Tests of a whole hub. Those that inherit them say whether the hub's own listener stands before the web server.</summary>
public abstract class HubTests
{
    protected virtual bool TakesUpgrades => false;

    private protected Task<HubServer> StartHubAsync(params string[] options) => StartHubAsync(TimeProvider.System, options);

    private protected Task<HubServer> StartHubAsync(TimeProvider time, params string[] options)
        => HubServer.StartAsync(time, TakesUpgrades ? HubListener.Direct : HubListener.WebServer, options);
}
