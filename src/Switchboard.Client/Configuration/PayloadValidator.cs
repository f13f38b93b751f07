using System.Text.Json;

namespace Switchboard.Client.Configuration;

/// <summary>Validates payloads.</summary>
internal static class PayloadValidator
{
    // How deep it may be is said by the hub, by name.
    private static readonly JsonReaderOptions _options = new() { MaxDepth = JsonFields.MaxDepth };

    /// <summary>Whether a payload is exactly one JSON value, or empty.</summary>
    public static bool IsJson(ReadOnlyMemory<byte> data)
    {
        try
        {
            ThrowIfNotJson(data);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Checks that a payload is exactly one JSON value, or empty.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void ThrowIfNotJson(ReadOnlyMemory<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(data.Span, _options);
            reader.Read();
            reader.Skip();
            if (!reader.Read())
            {
                return;
            }
        }
        catch (JsonException exception)
        {
            throw new ArgumentException("The payload is not JSON, which the JSON encoding carries alone.", nameof(data), exception);
        }

        throw new ArgumentException("The payload has to be one JSON value.", nameof(data));
    }
}
