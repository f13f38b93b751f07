using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Lists;

/// <summary><c>switchboard info</c>: how the nodes are.</summary>
internal static class InfoCommand
{
    private const int BytesOfMebibyte = 1_048_576;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var remote = new RemoteArguments();
        var command = new Command("info", "Tells of the server's nodes: version, load, memory.");
        remote.AddTo(command);
        command.SetAction("the nodes as docs/http-api.md describes them", async context =>
        {
            using var api = await remote.ConnectAsync(context);
            var result = await api.CallAsync("info", static _ => { }, context.Cancellation);
            Report(context, result.Items("nodes").ToArray());
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Report(CommandContext context, IReadOnlyList<JsonElement> nodes)
    {
        if (!context.Output.IsJson)
        {
            context.Output.WriteTable(["node", "version", "clients", "users", "channels", "subscriptions", "memory", "up"], nodes.Select(RowOf));
            return;
        }

        foreach (var node in nodes)
        {
            context.Output.WriteJson(node);
        }
    }

    private static string[] RowOf(JsonElement node) =>
    [
        node.Text("name"),
        node.Text("version"),
        node.Text("num_clients"),
        node.Text("num_users"),
        node.Text("num_channels"),
        node.Text("num_subs"),
        node.TryGetProperty("process", out var process) ? $"{process.Number("rss") / BytesOfMebibyte} MiB" : "",
        Times.OfSpan(TimeSpan.FromSeconds(node.Number("uptime"))),
    ];
}
