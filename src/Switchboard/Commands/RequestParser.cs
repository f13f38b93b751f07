using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Switchboard.Results;

namespace Switchboard.Commands;

/// <summary>Reads requests out of JSON.</summary>
internal static class RequestParser
{
    private static readonly JsonReaderOptions _sequence = new() { AllowMultipleValues = true, MaxDepth = OperationJsonContext.MaxDepth };

    /// <summary>Reads a request by its type. Error 107 names the field that is not acceptable.</summary>
    public static Result<T> Read<T>(JsonElement request, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            if (request.ValueKind != JsonValueKind.Object || request.Deserialize(type) is not { } read)
            {
                return ErrorCodes.BadRequest;
            }

            return RequestTexts.FindNul(request, type) is { } field ? Refuse(field, "has a NUL, which no text may") : read;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            var path = (exception as JsonException)?.Path;
            if (path is not ['$', '.', .. var field])
            {
                return ErrorCodes.BadRequest;
            }

            return FieldTypes.IsKnown(type, field) ? Refuse(field, FieldTypes.Describe(type, field)) : Refuse(field, $"is no field of this request: it has {FieldTypes.NamesOf(type)}");
        }
    }

    /// <summary>Reads a value by its type; null where a field has another type.</summary>
    public static T? TryRead<T>(JsonElement value, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return value.ValueKind == JsonValueKind.Object ? value.Deserialize(type) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Of another type, or escapes that no text can hold.
            return null;
        }
    }

    /// <summary>A request without fields.</summary>
    public static JsonElement NoFields { get; } = JsonElement.Parse("{}"u8);

    /// <summary>Reads a body that is one JSON object; null where it is not.</summary>
    public static JsonElement? TryParseObject(ReadOnlySpan<byte> body) => TryParseObjects(body) is [var one] ? one : null;

    /// <summary>Reads a body that is one JSON object or several, apart by white space; null where it is not.</summary>
    public static List<JsonElement>? TryParseObjects(ReadOnlySpan<byte> body)
    {
        // The reader checks the structure alone; payloads are handed on as they are and must be text.
        if (!Utf8.IsValid(body))
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(body, _sequence);
            var objects = new List<JsonElement>(1);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    return null;
                }

                objects.Add(JsonElement.ParseValue(ref reader));
            }

            return objects.Count > 0 ? objects : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ErrorCode Refuse(string field, string why) => InvalidField.Of($"'{field}'", why);
}
