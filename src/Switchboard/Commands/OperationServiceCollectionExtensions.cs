using Microsoft.Extensions.DependencyInjection;
using Switchboard.Commands.Access;
using Switchboard.Commands.Calls;
using Switchboard.Commands.Connect;
using Switchboard.Commands.Explain;
using Switchboard.Commands.History;
using Switchboard.Commands.Inbox;
using Switchboard.Commands.Jobs;
using Switchboard.Commands.Keys;
using Switchboard.Commands.Maps;
using Switchboard.Commands.Mutations;
using Switchboard.Commands.Node;
using Switchboard.Commands.Presence;
using Switchboard.Commands.Publish;
using Switchboard.Commands.Schedules;
using Switchboard.Commands.Subscribe;
using Switchboard.Commands.Tickets;

namespace Switchboard.Commands;

/// <summary>Adds what carries out the rows of the table of operations.</summary>
internal static class OperationServiceCollectionExtensions
{
    public static void AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<RefusalAudit>();
        services.AddSingleton<OperationAuditor>();
        services.AddSingleton<OperationDispatcher>();
        services.AddSingleton<IOperation, PublishOperation>();
        services.AddSingleton<IOperation, AppendOperation>();
        services.AddSingleton<IOperation, ReplaceOperation>();
        services.AddSingleton<IOperation, DeleteOperation>();
        services.AddSingleton<IOperation, EndOperation>();
        services.AddSingleton<IOperation, MapPublishOperation>();
        services.AddSingleton<IOperation, MapRemoveOperation>();
        services.AddSingleton<IOperation, MapReadStateOperation>();
        services.AddSingleton<IOperation, MapReadStreamOperation>();
        services.AddSingleton<IOperation, MapStatsOperation>();
        services.AddSingleton<IOperation, MapClearOperation>();
        services.AddSingleton<IOperation, BroadcastOperation>();
        services.AddSingleton<IOperation, SubscribeOperation>();
        services.AddSingleton<IOperation, UnsubscribeOperation>();
        services.AddSingleton<IOperation, DisconnectOperation>();
        services.AddSingleton<IOperation, RefreshOperation>();
        services.AddSingleton<IOperation, PresenceOperation>();
        services.AddSingleton<IOperation, PresenceStatsOperation>();
        services.AddSingleton<IOperation, HistoryOperation>();
        services.AddSingleton<IOperation, HistoryRemoveOperation>();
        services.AddSingleton<IOperation, ChannelsOperation>();
        services.AddSingleton<IOperation, InfoOperation>();
        services.AddSingleton<IOperation, ConnectionsOperation>();
        services.AddSingleton<IOperation, RpcOperation>();
        services.AddSingleton<IOperation, CallOperation>();
        services.AddSingleton<IOperation, ServeOperation>();
        services.AddSingleton<IOperation, UnserveOperation>();
        services.AddSingleton<IOperation, AnswerOperation>();
        services.AddSingleton<IOperation, CancelOperation>();
        services.AddSingleton<IOperation, SendOperation>();
        services.AddSingleton<IOperation, InboxOperation>();
        services.AddSingleton<IOperation, MarkOperation>();
        services.AddSingleton<IOperation, StateOperation>();
        services.AddSingleton<IOperation, ScheduleOperation>();
        services.AddSingleton<IOperation, ScheduledOperation>();
        services.AddSingleton<IOperation, UnscheduleOperation>();
        services.AddSingleton<IOperation, JobOperation>();
        services.AddSingleton<IOperation, JobStatusOperation>();
        services.AddSingleton<IOperation, JobsOperation>();
        services.AddSingleton<IOperation, JobCancelOperation>();
        services.AddSingleton<IOperation, JobRetryOperation>();
        services.AddSingleton<IOperation, ExplainOperation>();
        services.AddSingleton<IOperation, TicketOperation>();
        services.AddSingleton<IOperation, TicketListOperation>();
        services.AddSingleton<IOperation, GrantOperation>();
        services.AddSingleton<IOperation, RevokeOperation>();
        services.AddSingleton<IOperation, GrantsOperation>();
        services.AddSingleton<IOperation, BlockOperation>();
        services.AddSingleton<IOperation, UnblockOperation>();
        services.AddSingleton<IOperation, BlocksOperation>();
        services.AddSingleton<IOperation, RevokeTokensOperation>();
        services.AddSingleton<IOperation, KeyCreateOperation>();
        services.AddSingleton<IOperation, KeyListOperation>();
        services.AddSingleton<IOperation, KeyGetOperation>();
        services.AddSingleton<IOperation, KeyChangeOperation>();
        services.AddSingleton<IOperation, KeyRotateOperation>();
        services.AddSingleton<IOperation, KeyDeleteOperation>();
    }
}
