using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Lists;

/// <summary><c>switchboard connections</c>: who is connected.</summary>
internal sealed class ConnectionsCommand
{
    private const int DefaultLimit = 100;
    private const int MaxPage = 1000;

    private readonly Option<string?> _user = new("--user") { Description = "Those of this user only.", HelpName = "USER" };
    private readonly Option<string?> _channel = new("--channel") { Description = "Those that are subscribed to this channel only.", HelpName = "CHANNEL" };
    private readonly Option<int> _limit = new("--limit", "-n") { Description = "The most connections to list; 0 lists all.", HelpName = "N", DefaultValueFactory = _ => DefaultLimit };
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public static Command Create() => new ConnectionsCommand().CreateCommand();

    private Command CreateCommand()
    {
        var command = new Command("connections", "Lists the connections of the server, in the order of their client ids.");
        command.Options.Add(_user);
        command.Options.Add(_channel);
        command.Options.Add(_limit);
        _remote.AddTo(command);
        command.SetAction("the connections as docs/http-api.md describes them", RunAsync);
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        using var api = await _remote.ConnectAsync(context);
        var most = context.Get(_limit) is > 0 and var limit ? limit : int.MaxValue;
        var list = await PagedList.ReadAsync(api, context, ("connections", "connections", writer => WriteRequest(writer, context)), (most, MaxPage), Columns);

        if (!context.Output.IsJson)
        {
            context.Output.WriteTable(["client", "user", "transport", "address", "name", "connected", "channels"], list.Rows);
        }

        if (list.IsMore)
        {
            context.Warn("There are more connections; --limit 0 lists all.");
        }

        return ExitCodes.Success;
    }

    private void WriteRequest(Utf8JsonWriter writer, CommandContext context)
    {
        writer.WriteIfGiven("user", context.Get(_user));
        writer.WriteIfGiven("channel", context.Get(_channel));
    }

    private static string[] Columns(JsonElement connection) =>
    [
        connection.Text("client"),
        connection.Text("user"),
        $"{connection.Text("transport")} {connection.Text("protocol")}",
        connection.Text("address"),
        connection.Text("name"),
        Times.OfMilliseconds(connection.Number("connected_at_ms")),
        string.Join(' ', connection.Items("channels").Select(channel => channel.GetString())),
    ];
}
