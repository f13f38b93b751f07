using System.Reflection;
using Switchboard.Extensibility;

namespace Switchboard.Bus;

/// <summary>Tells the other nodes what happened here. While there are none, nothing is prepared.</summary>
internal sealed class NodeBus(IBus bus, NodeIdentity node)
{
    public void Send(string channel, Publication publication)
    {
        if (bus.HasPeers)
        {
            bus.Send(new PublicationMessage(node.Id, channel, publication));
        }
    }

    public void SendPresence(string channel, ClientInfo client, bool joined)
    {
        if (bus.HasPeers)
        {
            bus.Send(new PresenceMessage(node.Id, channel, client, joined));
        }
    }

    public void Send(Instruction instruction)
    {
        if (bus.HasPeers)
        {
            bus.Send(new ControlMessage(node.Id, instruction));
        }
    }

    public void SendAccess(StoredRecord record, bool isRemoved)
    {
        if (bus.HasPeers)
        {
            bus.Send(new AccessMessage(node.Id, record, isRemoved));
        }
    }

    /// <summary>Passes commands to the node that holds their session. False where no other node can be there.</summary>
    public bool SendEmulation(string receiver, string session, ReadOnlyMemory<byte> data)
    {
        if (!bus.HasPeers)
        {
            return false;
        }

        bus.Send(new EmulationMessage(node.Id, session, data) { Receiver = receiver });
        return true;
    }
}

/// <summary>This node among others.</summary>
/// <param name="Id">Unique in the cluster and new at each start.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Version">The version of the program.</param>
/// <param name="StartedAt">When it started.</param>
internal sealed record NodeIdentity(string Id, string Name, string Version, DateTimeOffset StartedAt)
{
    public static NodeIdentity Create(TimeProvider time)
    {
        var version = typeof(NodeIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return new NodeIdentity(Guid.NewGuid().ToString(), Environment.MachineName, $"Switchboard {version.Split('+')[0]}", time.GetUtcNow());
    }
}
