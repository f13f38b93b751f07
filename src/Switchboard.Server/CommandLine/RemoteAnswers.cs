using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine;

/// <summary>Prints the answers that are neither a row nor a list.</summary>
internal static class RemoteAnswers
{
    private const int BytesOfMebibyte = 1_048_576;

    /// <summary>Prints what became of each message that was to be sent.</summary>
    public static int PrintSent(CommandContext context, JsonElement result)
    {
        var code = ExitCodes.Success;
        foreach (var message in result.Items("messages"))
        {
            var isRefused = message.TryGetProperty("error", out _);
            code = isRefused ? ExitCodes.Refused : code;
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(message);
            }
            else if (isRefused)
            {
                context.Warn($"To {message.Text("user")}: {RemoteError.SentenceOf(message)}");
            }
            else
            {
                context.Output.WriteLine($"Sent to {message.Text("user")} as {message.Text("id")}.");
            }
        }

        return code;
    }

    /// <summary>Prints whether a schedule was cancelled.</summary>
    public static int PrintCancelled(CommandContext context, JsonElement result)
    {
        var isCancelled = result.GetProperty("cancelled").GetBoolean();
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(result);
        }
        else if (isCancelled)
        {
            context.Output.WriteLine("Cancelled.");
        }
        else
        {
            context.Warn("There is no schedule of that name, or it is being carried out.");
        }

        return isCancelled ? ExitCodes.Success : ExitCodes.Refused;
    }

    /// <summary>Prints how many messages are unread: as a sentence, or with the user in JSON.</summary>
    public static int PrintUnread(CommandContext context, JsonElement result, string sentence)
    {
        context.Output.WriteResult(sentence, writer =>
        {
            writer.WriteString("user", context.Result.GetValue<string>("user"));
            writer.WriteNumber("unread", result.Number("unread"));
        });
        return ExitCodes.Success;
    }

    /// <summary>Prints what became of messages, and names those of which nothing is known.</summary>
    public static int PrintStates(CommandContext context, JsonElement result)
    {
        var messages = result.Items("messages").ToArray();
        Answer.PrintList(
            context,
            messages,
            ["id", "user", "state", Column.Time("accepted", "accepted_at"), Column.Time("delivered", "delivered_at"), Column.Time("read", "read_at"), Column.Time("ended", "ended_at")]);
        var unknown = context.Result.GetValue<string[]>("id")!.Except(messages.Select(static message => message.Text("id")), StringComparer.Ordinal).ToArray();
        foreach (var id in unknown)
        {
            context.Warn($"Nothing is known of {id}: it was not sent with an API key, or is forgotten.");
        }

        return unknown.Length == 0 ? ExitCodes.Success : ExitCodes.Refused;
    }

    /// <summary>Prints what a method returned: texts without quotes for people.</summary>
    public static int PrintReturned(CommandContext context, JsonElement result)
        => result.TryGetProperty("data", out var data) ? PrintData(context, data) : ExitCodes.Success;

    /// <summary>Prints any JSON: texts without quotes for people.</summary>
    public static int PrintData(CommandContext context, JsonElement data)
    {
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(data);
        }
        else
        {
            context.Output.WriteLine(data.ValueKind == JsonValueKind.String ? data.GetString()! : JsonText.Of(data));
        }

        return ExitCodes.Success;
    }

    /// <summary>The memory of a node, for people; empty where it is not told.</summary>
    public static string MemoryOf(JsonElement node) => node.TryGetProperty("process", out var process) ? $"{process.Number("rss") / BytesOfMebibyte} MiB" : "";
}
