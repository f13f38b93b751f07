using Switchboard.Channels;
using Switchboard.Commands.Connect;
using Switchboard.Commands.Subscribe;
using Switchboard.Configuration;
using Switchboard.Maps;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>Commands of the Centrifuge protocol as requests of the hub.</summary>
internal static class RequestMapping
{
    public static ConnectRequest ToRequest(ConnectCommand command) => new()
    {
        Token = command.Token,
        Data = command.Data,
        Headers = command.Headers,
        ClientName = $"{command.Name} {command.Version}".Trim(),
        // One whose filter is not well formed would be sent everything: like others that cannot begin, it is left out.
        Subscriptions = command.Subscriptions
            .Select(entry => (entry.Value.Filter, Request: ToRequest(entry.Key, entry.Value)))
            .Where(entry => entry.Filter is null || entry.Request.Filter is not null)
            .ToDictionary(entry => entry.Request.Channel, entry => entry.Request, StringComparer.Ordinal),
    };

    public static ClientPublish ToRequest(PublishCommand command, bool isJson)
        => new(command.Channel, command.Data, isJson, command.IdempotencyKey.Length == 0 ? PublishOptions.None : new PublishOptions { IdempotencyKey = command.IdempotencyKey });

    /// <summary>A step into a map channel; null where the command is about another kind of channel, or asks for no step.</summary>
    public static SubscribeRequest? ToMapRequest(SubscribeCommand command)
    {
        if (TypeOf(command.Type) is not { } type || command.Phase is not (MapPhase.State or MapPhase.Stream))
        {
            return null;
        }

        var wantsChanges = command.Phase == MapPhase.Stream;
        var request = ToRequest(command.Channel, command);
        return request with
        {
            // Entries are sent anew, wherever the client was before.
            RecoverSince = wantsChanges ? request.RecoverSince : null,
            Map = new MapSubscribe
            {
                Type = type,
                WantsChanges = wantsChanges,
                Cursor = command.Cursor,
                Limit = command.Limit,
                Ascending = command.Ascending,
                Position = new Position(command.Offset, command.Epoch),
            },
        };
    }

    /// <summary>A change of an entry. On JSON wires the payload of a removal, which has none, may be null.</summary>
    public static MapWish ToWish(PublishCommand command, bool isJson) => new(command.Channel, command.Key, command.Removed)
    {
        Data = command.Removed ? default : command.Data,
        IsCheckedJson = isJson,
        Options = command.IdempotencyKey.Length == 0 ? MapPublishOptions.None : new MapPublishOptions { IdempotencyKey = command.IdempotencyKey },
    };

    private static ChannelType? TypeOf(int type) => type switch
    {
        SubscriptionType.Map => ChannelType.Map,
        SubscriptionType.MapClients => ChannelType.MapClients,
        SubscriptionType.MapUsers => ChannelType.MapUsers,
        _ => null,
    };

    public static SubscribeRequest ToRequest(string channel, SubscribeCommand command) => new(channel)
    {
        Token = command.Token,
        Data = command.Data,
        RecoverSince = command.Recover ? new Position(command.Offset, command.Epoch) : null,
        RejectUnrecovered = (command.Flags & SubscribeCommand.RejectUnrecovered) != 0,
        WantsPosition = command.Positioned || command.Recoverable,
        WantsJoinLeave = command.JoinLeave,
        Filter = TagFilterCompiler.Compile(command.Filter),
    };
}
