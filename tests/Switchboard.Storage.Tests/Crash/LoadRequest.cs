using System.Text.Json.Nodes;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>Something that is asked of the server, perhaps again after it was killed.</summary>
/// <param name="Operation"><c>publish</c>, <c>send</c> or <c>schedule</c>.</param>
/// <param name="Text">Its payload, which nothing else has.</param>
/// <param name="Target">The channel or the user.</param>
/// <param name="Parameters">The whole request.</param>
internal sealed record LoadRequest(string Operation, string Text, string Target, JsonObject Parameters)
{
    /// <summary>Publishes into a channel.</summary>
    public static LoadRequest Publish(string text, string channel, bool isKeyed)
        => new("publish", text, channel, Content(text, "channel", channel, isKeyed));

    /// <summary>Sends to a user.</summary>
    public static LoadRequest Send(string text, string user, bool isKeyed)
        => new("send", text, user, Content(text, "user", user, isKeyed));

    /// <summary>Does one of them later.</summary>
    public static LoadRequest Schedule(LoadRequest what, DateTimeOffset due) => new("schedule", what.Text, what.Target, new JsonObject
    {
        ["id"] = what.Text,
        ["at"] = due.ToUnixTimeMilliseconds(),
        [what.Operation] = what.Parameters.DeepClone(),
    });

    private static JsonObject Content(string text, string place, string target, bool isKeyed)
    {
        var content = new JsonObject { [place] = target, ["data"] = text };
        if (isKeyed)
        {
            content["idempotency_key"] = text;
        }

        return content;
    }
}
