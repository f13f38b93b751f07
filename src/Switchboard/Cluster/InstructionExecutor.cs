using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Switchboard.Bus;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Names;
using Switchboard.Outbound;
using Switchboard.Subscriptions;
using Switchboard.Timing;

namespace Switchboard.Cluster;

/// <summary>Carries out instructions about connections: on this node's own, and through the bus on all others'.</summary>
internal sealed class InstructionExecutor(
    ConnectionRegistry connections, SubscriptionManager subscriptions, NodeBus bus, SettingsHolder settings, Clock clock, ILogger<InstructionExecutor> logger)
{
    /// <summary>Carries out an instruction wherever its connections are.</summary>
    public async ValueTask ExecuteAsync(Instruction instruction, CancellationToken cancellationToken)
    {
        bus.Send(instruction);
        await ExecuteLocallyAsync(instruction, cancellationToken);
    }

    /// <summary>Carries out an instruction on the connections of this node. What fails for one is thrown when all have had their turn.</summary>
    public async ValueTask ExecuteLocallyAsync(Instruction instruction, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        foreach (var connection in connections.Select(instruction.Target))
        {
            try
            {
                await ExecuteAsync(instruction, connection, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                ClusterLog.InstructionFailedFor(logger, exception, connection.Id, instruction.GetType().Name);
                failure ??= exception;
            }
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private async ValueTask ExecuteAsync(Instruction instruction, Connection connection, CancellationToken cancellationToken)
    {
        switch (instruction)
        {
            case DisconnectInstruction disconnect:
                connection.Close(disconnect.Code);
                break;
            case RefreshInstruction { Expired: true }:
                connection.Close(CloseCodes.Expired);
                break;
            case UnsubscribeInstruction unsubscribe when connection.Find(unsubscribe.Channel) is { } subscription:
                await subscriptions.EndAsync(subscription, unsubscribe.Code, cancellationToken);
                break;

            // What is said to a client before its connect reply is as if it had been said before the client came.
            case SubscribeInstruction subscribe when connection.IsReady:
                await SubscribeAsync(connection, subscribe, cancellationToken);
                break;
            case RefreshInstruction refresh when connection.IsReady:
                Refresh(connection, refresh);
                break;
        }
    }

    private async ValueTask SubscribeAsync(Connection connection, SubscribeInstruction instruction, CancellationToken cancellationToken)
    {
        if (!settings.Current.Namespaces.TryResolve(instruction.Channel, out var space) || !ChannelNames.IsValid(instruction.Channel, space))
        {
            return;
        }

        var outcome = await subscriptions.BeginAsync(
            connection,
            new SubscriptionRequest(instruction.Channel, space)
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

        subscriptions.GoLive(result);
    }

    private void Refresh(Connection connection, RefreshInstruction instruction)
    {
        if (!instruction.Info.IsEmpty)
        {
            connection.ReplacePrincipal(connection.Principal with { Info = instruction.Info });
        }

        connection.ExpiresAt = instruction.ExpiresAt is { } time ? clock.DeadlineOf(time) : 0;
        connection.Send(new ExpiryChanged(Lifetime.Until(instruction.ExpiresAt, clock).Remaining));
    }
}
