using Switchboard.Channels;
using Switchboard.Commands.Calls;
using Switchboard.Commands.Connect;
using Switchboard.Commands.History;
using Switchboard.Commands.Maps;
using Switchboard.Commands.Presence;
using Switchboard.Commands.Publish;
using Switchboard.Commands.Subscribe;
using Switchboard.Maps;
using Switchboard.Subscriptions;

namespace Switchboard.Commands;

/// <summary>Everything that a client can ask for. Protocols turn their messages into calls of these.</summary>
internal sealed record CommandHandlers(
    SubscribeHandler Subscribe,
    MapSubscribeHandler SubscribeMap,
    UnsubscribeHandler Unsubscribe,
    PublishPipeline Publish,
    MapPublisher Maps,
    PresenceHandler Presence,
    HistoryHandler History,
    CallHandler Call,
    ClientMessageHandler Send,
    OperationDispatcher Operations,
    RefusalAudit Refusals,
    RefreshHandler Refresh,
    SubRefreshHandler SubRefresh,
    SubscriptionManager Subscriptions);
