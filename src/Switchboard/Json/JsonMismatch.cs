using System.Text.Json;

namespace Switchboard.Json;

/// <summary>Tells what is wrong with what somebody sent from what is wrong with us.</summary>
internal static class JsonMismatch
{
    /// <summary>Whether reading failed because the JSON is of another type: the serialiser says so in its way, the application's converters in theirs.</summary>
    public static bool IsCauseOf(Exception exception)
        => exception is JsonException or InvalidOperationException or FormatException or OverflowException or ArgumentException;
}
