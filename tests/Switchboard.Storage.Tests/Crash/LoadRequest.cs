using System.Text.Json.Nodes;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>Something that is asked of the server, perhaps again after it was killed.</summary>
/// <param name="Operation"><c>publish</c>, <c>send</c>, <c>schedule</c>, <c>map_publish</c> or <c>map_remove</c>.</param>
/// <param name="Text">Its payload, which nothing else has; empty where there is none.</param>
/// <param name="Target">The channel, the user or the key of the entry.</param>
/// <param name="Parameters">The whole request.</param>
internal sealed record LoadRequest(string Operation, string Text, string Target, JsonObject Parameters)
{
    /// <summary>The map whose entries are changed.</summary>
    public const string MapChannel = "board:seats";

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

    /// <summary>Sets an entry.</summary>
    /// <param name="text">The payload.</param>
    /// <param name="key">The key.</param>
    /// <param name="isKeyed">Whether the request has an idempotency key.</param>
    /// <param name="expected">The position that the entry must have; null for any.</param>
    public static LoadRequest SetEntry(string text, string key, bool isKeyed, Position? expected)
        => new("map_publish", text, key, Entry(Content(text, "channel", MapChannel, isKeyed), key, expected));

    /// <summary>Removes an entry.</summary>
    public static LoadRequest RemoveEntry(string key) => new("map_remove", "", key, Entry(new JsonObject { ["channel"] = MapChannel }, key, expected: null));

    private static JsonObject Entry(JsonObject content, string key, Position? expected)
    {
        content["key"] = key;
        if (expected is var (offset, epoch))
        {
            content["expected_offset"] = offset;
            content["expected_epoch"] = epoch;
        }

        return content;
    }

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
