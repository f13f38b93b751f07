using System.Text.Json;

namespace Switchboard.RabbitMq.Celery;

/// <summary>What a job is called with, as the arguments of a task.</summary>
internal static class TaskArguments
{
    /// <summary>The body of a task: <c>[args, kwargs, embed]</c>. An array is the positional arguments; an object with nothing but <c>args</c>, an array, and <c>kwargs</c>, an object, is both; any other object is the arguments by name; anything else is the one argument; nothing is none.</summary>
    /// <exception cref="SwitchboardException">It is not JSON (107).</exception>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> data)
    {
        try
        {
            using var document = data.IsEmpty ? null : JsonDocument.Parse(data);
            var buffer = new MemoryStream(data.Length + 100);
            using (var writer = new Utf8JsonWriter(buffer))
            {
                writer.WriteStartArray();
                WriteArguments(writer, document?.RootElement);
                WriteEmbed(writer);
                writer.WriteEndArray();
            }

            return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        }
        catch (JsonException exception)
        {
            throw new SwitchboardException(ErrorCodes.BadRequest, exception);
        }
    }

    private static void WriteArguments(Utf8JsonWriter writer, JsonElement? data)
    {
        var (positional, named) = data switch
        {
            null => (null, null),
            { ValueKind: JsonValueKind.Array } => (data, (JsonElement?)null),
            { ValueKind: JsonValueKind.Object } both when IsBoth(both) => (PropertyOf(both, "args"), PropertyOf(both, "kwargs")),
            { ValueKind: JsonValueKind.Object } => (null, data),
            _ => (null, null),
        };
        if (data is { ValueKind: not (JsonValueKind.Array or JsonValueKind.Object) } one)
        {
            writer.WriteStartArray();
            one.WriteTo(writer);
            writer.WriteEndArray();
        }
        else if (positional is { } args)
        {
            args.WriteTo(writer);
        }
        else
        {
            writer.WriteStartArray();
            writer.WriteEndArray();
        }

        if (named is { } kwargs)
        {
            kwargs.WriteTo(writer);
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }
    }

    private static void WriteEmbed(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNull("callbacks");
        writer.WriteNull("errbacks");
        writer.WriteNull("chain");
        writer.WriteNull("chord");
        writer.WriteEndObject();
    }

    private static bool IsBoth(JsonElement data)
        => data.EnumerateObject().Any() && data.EnumerateObject().All(static property =>
            (property.NameEquals("args") && property.Value.ValueKind == JsonValueKind.Array) || (property.NameEquals("kwargs") && property.Value.ValueKind == JsonValueKind.Object));

    private static JsonElement? PropertyOf(JsonElement data, string name) => data.TryGetProperty(name, out var value) ? value : null;
}
