using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Publishing;

/// <summary>The options that describe what is published or sent, beside its data.</summary>
internal static class PublicationFields
{
    /// <summary>Makes the event name, the tags and the idempotency key.</summary>
    public static Field[] Create() => Create(Field.Of(CreateIdempotencyKey(""), static (writer, key) => writer.WriteString("idempotency_key", key)));

    /// <summary>Makes the event name and the tags, and puts the idempotency key behind them.</summary>
    public static Field[] Create(Field idempotencyKey) =>
    [
        Field.Of(new Option<string>("--event", "-e") { Description = "The event name.", HelpName = "NAME" }, static (writer, name) => writer.WriteString("event", name)),
        CreateTagField(),
        idempotencyKey,
    ];

    /// <summary>Makes the tags.</summary>
    public static Field CreateTagField() => Field.Of(CreateTags(), WriteTags);

    /// <summary>Makes the option for the idempotency key.</summary>
    /// <param name="more">What else there is to say about it, for the help.</param>
    public static Option<string> CreateIdempotencyKey(string more) => new("--idempotency-key")
    {
        Description = $"Makes it safe to repeat the command: the same key has an effect once.{more}",
        HelpName = "KEY",
    };

    private static Option<string[]> CreateTags()
    {
        var tags = new Option<string[]>("--tag") { Description = "A tag, which filters can ask for. Can be repeated.", HelpName = "NAME=VALUE" };
        tags.RequireTags();
        return tags;
    }

    private static void WriteTags(Utf8JsonWriter writer, string[] tags)
    {
        writer.WriteStartObject("tags");
        foreach (var (name, value) in tags.Select(tag => tag.Split('=', 2)).Select(parts => (parts[0], parts[1])).DistinctBy(tag => tag.Item1, StringComparer.Ordinal))
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }
}
