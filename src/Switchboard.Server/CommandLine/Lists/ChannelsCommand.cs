using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Lists;

/// <summary><c>switchboard channels</c>: the channels that have subscribers.</summary>
internal static class ChannelsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var pattern = new Argument<string?>("pattern") { Description = "What the names match: * is any text, ? any character. Without it, all.", Arity = ArgumentArity.ZeroOrOne };
        var remote = new RemoteArguments();
        var command = new Command("channels", "Lists the channels that have subscribers on the server.");
        command.Arguments.Add(pattern);
        remote.AddTo(command);
        command.SetAction("channel and num_clients", async context =>
        {
            using var api = await remote.ConnectAsync(context);
            var result = await api.CallAsync("channels", writer => writer.WriteString("pattern", context.Get(pattern) ?? ""), context.Cancellation);
            Report(context, result.GetProperty("channels").EnumerateObject().OrderBy(channel => channel.Name, StringComparer.Ordinal));
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Report(CommandContext context, IEnumerable<JsonProperty> channels)
    {
        if (!context.Output.IsJson)
        {
            context.Output.WriteTable(["channel", "clients"], channels.Select(channel => new[] { channel.Name, channel.Value.Text("num_clients") }));
            return;
        }

        foreach (var channel in channels)
        {
            context.Output.WriteObject(writer =>
            {
                writer.WriteString("channel", channel.Name);
                writer.CopyProperties(channel.Value);
            });
        }
    }
}
