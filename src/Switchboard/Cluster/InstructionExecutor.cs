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
    ConnectionRegistry connections, InstructionLog log, SubscriptionManager subscriptions, ServerSubscriber subscriber, RefreshApplier refresher, GrantEnforcer grants, SubscriptionTokens tokens, NodeBus bus,
    SettingsHolder settings, Clock clock, ILogger<InstructionExecutor> logger)
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
        // Before anything is looked for: what is under way and cannot be found yet looks here.
        var entry = log.Add(instruction);
        Exception? failure = null;
        foreach (var connection in connections.Select(instruction.Target))
        {
            failure = await TryExecuteAsync(entry, connection, cancellationToken) ?? failure;
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Makes up for what was instructed about a connection between the beginning of its connect and its activation.</summary>
    /// <param name="connection">The connection, which is ready.</param>
    /// <param name="first">The first instruction since its connect began.</param>
    public async Task CatchUpAsync(Connection connection, InstructionEntry first)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        for (var entry = first; entry is not null && connection.IsOpen; entry = entry.Next)
        {
            // What ends something has been minded by the connect itself.
            if (entry.Instruction is SubscribeInstruction or RefreshInstruction && connection.IsMeantBy(entry.Instruction.Target))
            {
                await TryExecuteAsync(entry, connection, CancellationToken.None);
            }
        }
    }

    private async ValueTask<Exception?> TryExecuteAsync(InstructionEntry entry, Connection connection, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(entry, connection, cancellationToken);
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            ClusterLog.InstructionFailedFor(logger, exception, connection.Id, entry.Instruction!.GetType().Name);
            return exception;
        }
    }

    private async ValueTask ExecuteAsync(InstructionEntry entry, Connection connection, CancellationToken cancellationToken)
    {
        switch (entry.Instruction)
        {
            case DisconnectInstruction disconnect:
                connection.Close(disconnect.Code);
                break;
            case RefreshInstruction { Expired: true }:
                connection.Close(CloseCodes.Expired);
                break;
            case RevokeInstruction revoke when connection.CameBy(revoke.TokenId):
                connection.Close(CloseCodes.InvalidToken);
                break;
            case RevokeInstruction revoke:
                await EndAsync(tokens.Find(connection, revoke), cancellationToken);
                break;
            case RecheckInstruction recheck when connection.IsMeantBy(recheck):
                await grants.EnforceAsync(connection, cancellationToken);
                break;
            case UnsubscribeInstruction unsubscribe when connection.Find(unsubscribe.Channel) is { } subscription:
                await subscriptions.EndAsync(subscription, unsubscribe.Code, cancellationToken);
                break;

            // Before its connect reply a client is told nothing: its activation makes up for it.
            case SubscribeInstruction subscribe when connection.IsReady:
                await SubscribeAsync(connection, subscribe, entry, cancellationToken);
                break;
            case RefreshInstruction refresh when connection.IsReady:
                await RefreshAsync(connection, refresh, cancellationToken);
                break;
        }
    }

    private async ValueTask EndAsync(IReadOnlyList<Subscription> revoked, CancellationToken cancellationToken)
    {
        foreach (var subscription in revoked)
        {
            await subscriptions.EndAsync(subscription, UnsubscribeCodes.Server, cancellationToken);
        }
    }

    private async ValueTask SubscribeAsync(Connection connection, SubscribeInstruction instruction, InstructionEntry entry, CancellationToken cancellationToken)
    {
        if (!settings.Current.Namespaces.TryResolve(instruction.Channel, out var space) || !ChannelNames.IsValid(instruction.Channel, space))
        {
            return;
        }

        var request = new SubscriptionRequest(instruction.Channel, space)
        {
            Info = instruction.Info,
            Data = instruction.Data,
            ExpiresAt = instruction.ExpiresAt,
            RecoverSince = instruction.RecoverSince,
            Override = instruction.Override,
        };
        await subscriber.BeginAsync(connection, request, entry, cancellationToken);
    }

    private async ValueTask RefreshAsync(Connection connection, RefreshInstruction instruction, CancellationToken cancellationToken)
    {
        var principal = instruction.Info.IsEmpty ? connection.Principal : connection.Principal with { Info = instruction.Info };
        connection.Send(new ExpiryChanged(Lifetime.Until(instruction.ExpiresAt, clock).Remaining));
        await refresher.ApplyAsync(connection, principal, instruction.ExpiresAt, cancellationToken);
    }
}
