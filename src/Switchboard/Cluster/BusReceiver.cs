using Microsoft.Extensions.Logging;
using Switchboard.Bus;
using Switchboard.Channels;
using Switchboard.Extensibility;
using Switchboard.Presence;

namespace Switchboard.Cluster;

/// <summary>Does what other nodes say. Publications pass at once; what may wait for a store is done one after the other.</summary>
internal sealed class BusReceiver(
    IBus bus, NodeIdentity node, PublishPipeline pipeline, PresenceManager presence, InstructionExecutor executor, AccessReceiver access, IEmulationTarget emulation,
    ILogger<BusReceiver> logger)
{
    // Instructions, and in front of them the changes of rules that they follow from.
    private readonly System.Threading.Channels.Channel<BusMessage> _instructions = System.Threading.Channels.Channel.CreateUnbounded<BusMessage>(new System.Threading.Channels.UnboundedChannelOptions { SingleReader = true });

    /// <summary>Listens until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var attachment = await bus.AttachAsync(node.Id, Receive, cancellationToken);
        await foreach (var message in _instructions.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await CarryOutAsync(message, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                ClusterLog.InstructionFailed(logger, exception, message is ControlMessage { Instruction: var failed } ? failed.GetType().Name : message.GetType().Name);
            }
        }
    }

    private ValueTask CarryOutAsync(BusMessage message, CancellationToken cancellationToken)
        => message is AccessMessage change
            ? access.TakeAsync(change, cancellationToken)
            : executor.ExecuteLocallyAsync(((ControlMessage)message).Instruction, cancellationToken);

    private void Receive(BusMessage message)
    {
        switch (message)
        {
            case PublicationMessage publication:
                pipeline.DeliverLocally(publication.Channel, publication.Publication);
                break;
            case PresenceMessage change:
                presence.NotifyLocally(change.Channel, change.Client, change.Joined);
                break;
            case ControlMessage or AccessMessage:
                _instructions.Writer.TryWrite(message);
                break;
            case EmulationMessage emulated:
                emulation.TryDeliver(emulated.Session, emulated.Data);
                break;
        }
    }
}

/// <summary>Takes commands that came by HTTP for a session of this node.</summary>
internal interface IEmulationTarget
{
    /// <summary>Hands the commands to the session. False where there is none of that id.</summary>
    bool TryDeliver(string session, ReadOnlyMemory<byte> data);
}
