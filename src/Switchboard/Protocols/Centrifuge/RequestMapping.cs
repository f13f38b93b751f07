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
        // One whose filter is not well formed would be sent everything: like others that cannot begin, it is left out.
        Subscriptions = command.Subscriptions
            .Select(entry => (entry.Value.Filter, Request: ToRequest(entry.Key, entry.Value)))
            .Where(entry => entry.Filter is null || entry.Request.Filter is not null)
            .ToDictionary(entry => entry.Request.Channel, entry => entry.Request, StringComparer.Ordinal),
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
