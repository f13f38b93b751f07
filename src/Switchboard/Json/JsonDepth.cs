using System.Text.Json;
using Switchboard.Results;

namespace Switchboard.Json;

/// <summary>How deep JSON is nested: how many arrays and objects are open at once at its deepest place. A number has 0, <c>[{}]</c> has 2.</summary>
internal static class JsonDepth
{
    /// <summary>Where readers give up. What may come in is bounded by <c>limits.payloadDepth</c>, far below, and answered.</summary>
    public const int Readable = 65_536;

    private static readonly JsonReaderOptions _options = new() { MaxDepth = int.MaxValue };

    /// <summary>Whether JSON is nested deeper than allowed. What is no JSON is not nested.</summary>
    public static bool Exceeds(ReadOnlySpan<byte> json, int limit)
    {
        // Each level has its two brackets: nearly always there are too few, and nothing has to be read.
        if (json.Length < 2 * (limit + 1) || json.Count((byte)'{') + json.Count((byte)'[') <= limit)
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(json, _options);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && reader.CurrentDepth >= limit)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return false;
    }

    /// <summary>Whether anything in a publication is nested deeper than allowed.</summary>
    public static bool Exceeds(Publication publication, int limit)
        => (publication.IsJson && Exceeds(publication.Data.Span, limit))
            || (publication.Publisher is { } publisher && (Exceeds(publisher.ConnectionInfo.Span, limit) || Exceeds(publisher.ChannelInfo.Span, limit)));

    /// <summary>Error 107 where JSON is nested deeper than allowed; null where it is not.</summary>
    /// <param name="field">What the client calls it.</param>
    /// <param name="json">The JSON; anything else passes.</param>
    /// <param name="limit">How deep it may be.</param>
    public static ErrorCode? Check(string field, ReadOnlyMemory<byte> json, int limit) => Exceeds(json.Span, limit) ? Refusal(field, limit) : null;

    private static ErrorCode Refusal(string field, int limit)
        => InvalidField.Of(field, $"is nested deeper than limits.payloadDepth ({limit}); nest it less, or send the inner part as a string");
}
