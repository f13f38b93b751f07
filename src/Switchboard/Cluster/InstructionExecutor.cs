using Switchboard.Channels;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Fanout;

namespace Switchboard.Cluster;

/// <summary>Carries out instructions about connections: on this node's own, and through the bus on all others'.</summary>
internal sealed class InstructionExecutor(ConnectionRegistry connections, Subscriber subscriber, NodeBus bus, SettingsHolder settings, Clock clock)
{
    /// <summary>Carries out an instruction wherever its connections are.</summary>
    public async ValueTask ExecuteAsync(Instruction instruction, CancellationToken cancellationToken)
    {
        bus.Send(instruction);
        await ExecuteLocallyAsync(instruction, cancellationToken);
    }

    /// <summary>Carries out an instruction on the connections of this node.</summary>
    public async ValueTask ExecuteLocallyAsync(Instruction instruction, CancellationToken cancellationToken)
    {
        foreach (var connection in connections.Select(instruction.Target))
        {
            switch (instruction)
            {
                case SubscribeInstruction subscribe:
                    await SubscribeAsync(connection, subscribe, cancellationToken);
                    break;
                case UnsubscribeInstruction unsubscribe when connection.Find(unsubscribe.Channel) is { } subscription:
                    await subscriber.EndAsync(subscription, unsubscribe.Code, cancellationToken);
                    break;
                case DisconnectInstruction disconnect:
                    connection.Close(disconnect.Code);
                    break;
                case RefreshInstruction refresh:
                    Refresh(connection, refresh);
                    break;
            }
        }
    }

    private async ValueTask SubscribeAsync(Connection connection, SubscribeInstruction instruction, CancellationToken cancellationToken)
    {
        if (!settings.Current.Namespaces.TryResolve(instruction.Channel, out var space) || !ChannelNames.IsValid(instruction.Channel, space))
        {
            return;
        }

        var outcome = await subscriber.BeginAsync(
            connection,
            new SubscriptionOrder(instruction.Channel, space)
            {
                IsServerSide = true,
                Info = instruction.Info,
                Data = instruction.Data,
                ExpiresAt = instruction.ExpiresAt,
                RecoverSince = instruction.RecoverSince,
                Override = instruction.Override,
            },
            cancellationToken);
        if (outcome.Error == ErrorCodes.LimitExceeded)
        {
            connection.Close(CloseCodes.ChannelLimit);
        }

        if (!outcome.IsSuccess)
        {
            return;
        }

        var result = outcome.Value!;
        connection.Send(new SubscriptionStarted(instruction.Channel, result));
        foreach (var missed in result.Missed)
        {
            connection.Send(new PublicationArrived(instruction.Channel, missed));
        }

        subscriber.GoLive(result);
    }

    private void Refresh(Connection connection, RefreshInstruction instruction)
    {
        if (instruction.Expired)
        {
            connection.Close(CloseCodes.Expired);
            return;
        }

        if (!instruction.Info.IsEmpty)
        {
            connection.ReplacePrincipal(connection.Principal with { Info = instruction.Info });
        }

        connection.ExpiresAt = instruction.ExpiresAt is { } time ? clock.DeadlineOf(time) : 0;
        connection.Send(new ExpiryChanged(Lifetime.Until(instruction.ExpiresAt, clock).Remaining));
    }
}
