using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Lists;

/// <summary><c>switchboard presence</c>: who is in a channel.</summary>
internal static class PresenceCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var channel = new Argument<string>("channel") { Description = "The channel." };
        var stats = new Option<bool>("--stats") { Description = "Counts them only." };
        var remote = new RemoteArguments();
        var command = new Command("presence", "Tells who is in a channel.");
        command.Arguments.Add(channel);
        command.Options.Add(stats);
        remote.AddTo(command);
        command.SetAction("client, user, conn_info and chan_info; with --stats, num_clients and num_users", async context =>
        {
            using var api = await remote.ConnectAsync(context);
            var counts = context.Get(stats);
            var result = await api.CallAsync(counts ? "presence_stats" : "presence", writer => writer.WriteString("channel", context.Get(channel)), context.Cancellation);
            if (counts)
            {
                ReportCounts(context, result);
            }
            else
            {
                Report(context, result.GetProperty("presence").EnumerateObject().Select(entry => entry.Value).ToArray());
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static void Report(CommandContext context, IReadOnlyList<JsonElement> clients)
    {
        if (!context.Output.IsJson)
        {
            context.Output.WriteTable(
                ["client", "user", "info", "info here"],
                clients.Select(client => new[] { client.Text("client"), client.Text("user"), client.Text("conn_info"), client.Text("chan_info") }));
            return;
        }

        foreach (var client in clients)
        {
            context.Output.WriteJson(client);
        }
    }

    private static void ReportCounts(CommandContext context, JsonElement result)
    {
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(result);
        }
        else
        {
            context.Output.WriteTable(["clients", "users"], [[result.Text("num_clients"), result.Text("num_users")]]);
        }
    }
}
