namespace Switchboard.Json;

/// <summary>Checks JSON that the application made, before it goes on the wire as it is.</summary>
internal static class ApplicationJson
{
    /// <summary>The JSON on one line; empty stays empty.</summary>
    /// <exception cref="SwitchboardException">It is no JSON.</exception>
    public static ReadOnlyMemory<byte> Check(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return json;
        }

        return JsonBytes.IsValid(json.Span) ? JsonBytes.OnOneLine(json) : throw new SwitchboardException(ErrorCodes.BadRequest);
    }
}
