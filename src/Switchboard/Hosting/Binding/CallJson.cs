using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Json;

namespace Switchboard.Hosting.Binding;

/// <summary>Reads what calls bring and writes what they return.</summary>
internal static class CallJson
{
    /// <summary>How a type is read and written; null where the options do not say.</summary>
    public static JsonTypeInfo? Describe(JsonSerializerOptions json, Type type)
    {
        try
        {
            return json.GetTypeInfo(type);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether JSON can never become a value of the type: nothing says of which class it would be.</summary>
    public static bool IsNeverRead(JsonTypeInfo type)
        => type is { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: null, CreateObject: null } && (type.Type.IsInterface || type.Type.IsAbstract);

    /// <summary>Whether a call brings nothing, or null.</summary>
    public static bool IsNothing(ReadOnlyMemory<byte> data) => data.IsEmpty || data.Span.Trim(" \t\r\n"u8).SequenceEqual("null"u8);

    /// <summary>Reads a value; null where the call brings none.</summary>
    /// <exception cref="SwitchboardException">It is of another type.</exception>
    public static object? Read(ReadOnlyMemory<byte> data, JsonTypeInfo type)
    {
        try
        {
            return JsonSerializer.Deserialize(data.IsEmpty ? "null"u8 : data.Span, type);
        }
        catch (Exception exception) when (JsonMismatch.IsCauseOf(exception))
        {
            // Of another type, or escapes that no text can hold.
            throw new SwitchboardException(ErrorCodes.BadRequest, exception);
        }
    }

    /// <summary>Writes a value, on one line.</summary>
    public static ReadOnlyMemory<byte> Write(object? value, JsonTypeInfo type) => JsonBytes.OnOneLine(JsonSerializer.SerializeToUtf8Bytes(value, type));
}
