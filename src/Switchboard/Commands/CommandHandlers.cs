using Switchboard.Channels;
using Switchboard.Commands.Own;
using Switchboard.Subscriptions;

namespace Switchboard.Commands;

/// <summary>Everything that a client can ask for. Protocols turn their messages into calls of these.</summary>
internal sealed record CommandHandlers(
    SubscribeHandler Subscribe,
    UnsubscribeHandler Unsubscribe,
    PublishPipeline Publish,
    PresenceHandler Presence,
    HistoryHandler History,
    CallHandler Call,
    SendHandler Send,
    OwnOperations Own,
    RefreshHandler Refresh,
    SubRefreshHandler SubRefresh,
    SubscriptionManager Subscriptions);
