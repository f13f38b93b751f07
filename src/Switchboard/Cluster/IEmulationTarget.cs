namespace Switchboard.Cluster;

/// <summary>Takes commands that came by HTTP for a session of this node.</summary>
internal interface IEmulationTarget
{
    /// <summary>Hands the commands to the session. False where there is none of that id.</summary>
    bool TryDeliver(string session, ReadOnlyMemory<byte> data);
}
