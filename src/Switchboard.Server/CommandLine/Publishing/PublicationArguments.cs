using System.CommandLine;
using System.Text.Json;

namespace Switchboard.Server.CommandLine.Publishing;

/// <summary>The options that describe what is published or sent, beside its data.</summary>
internal sealed class PublicationArguments
{
    private readonly Option<string?> _event = new("--event", "-e") { Description = "The event name.", HelpName = "NAME" };

    private readonly Option<string[]> _tags = new("--tag") { Description = "A tag, which filters can ask for. Can be repeated.", HelpName = "NAME=VALUE", DefaultValueFactory = _ => [] };

    private readonly Option<string?> _idempotencyKey = new("--idempotency-key")
    {
        Description = "Makes it safe to repeat the command: the same key has an effect once. With --lines, the number of the line is put behind it.",
        HelpName = "KEY",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_event);
        command.Options.Add(_tags);
        command.Options.Add(_idempotencyKey);
        _tags.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"'{token.Value}' is no tag. Write NAME=VALUE, such as severity=high.");
            }
        });
    }

    /// <summary>Writes the properties of a request that the options stand for, and the data.</summary>
    /// <param name="writer">The request.</param>
    /// <param name="context">The command.</param>
    /// <param name="data">The data, in JSON.</param>
    /// <param name="line">The number of the line that the data is from.</param>
    public void Write(Utf8JsonWriter writer, CommandContext context, ReadOnlySpan<byte> data, long? line)
    {
        writer.WritePropertyName("data");
        writer.WriteRawValue(data, skipInputValidation: true);
        if (context.Get(_event) is { } name)
        {
            writer.WriteString("event", name);
        }

        if (context.Get(_idempotencyKey) is { } key)
        {
            writer.WriteString("idempotency_key", line is null ? key : $"{key}-{line}");
        }

        WriteTags(writer, context.Get(_tags) ?? []);
    }

    private static void WriteTags(Utf8JsonWriter writer, string[] tags)
    {
        if (tags.Length == 0)
        {
            return;
        }

        writer.WriteStartObject("tags");
        foreach (var (name, value) in tags.Select(tag => tag.Split('=', 2)).Select(parts => (parts[0], parts[1])).DistinctBy(tag => tag.Item1, StringComparer.Ordinal))
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }
}
