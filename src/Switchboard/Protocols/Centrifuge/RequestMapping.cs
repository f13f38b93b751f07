using Switchboard.Channels;
using Switchboard.Commands.Connect;
using Switchboard.Commands.Subscribe;
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
        Subscriptions = command.Subscriptions.ToDictionary(entry => entry.Key, entry => ToRequest(entry.Key, entry.Value), StringComparer.Ordinal),
    };

    public static ClientPublish ToRequest(PublishCommand command, bool isJson)
        => new(command.Channel, command.Data, isJson, command.IdempotencyKey.Length == 0 ? PublishOptions.None : new PublishOptions { IdempotencyKey = command.IdempotencyKey });

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
