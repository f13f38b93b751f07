using System.Globalization;
using System.Text.Json;
using Switchboard.Extensibility;

namespace Switchboard.EventSources;

/// <summary>The values of a message that templates name. Its body is parsed when the first of them asks for it.</summary>
internal sealed class EventFields(EventMessage message) : IDisposable
{
    private JsonDocument? _body;
    private bool _hasParsed;

    /// <summary>The value of a piece; null where the message has none.</summary>
    public string? Find(EventTemplatePart part) => part.Kind switch
    {
        EventTemplateKind.Literal => part.Text,
        EventTemplateKind.Word => WordOf(message.RoutingKey, part.Number),
        EventTemplateKind.Header => message.FindHeader(part.Text),
        _ => InBody(part.Path),
    };

    /// <inheritdoc/>
    public void Dispose() => _body?.Dispose();

    private static string? WordOf(string key, int number)
    {
        var rest = key.AsSpan();
        while (--number > 0)
        {
            var dot = rest.IndexOf('.');
            if (dot < 0)
            {
                return null;
            }

            rest = rest[(dot + 1)..];
        }

        var end = rest.IndexOf('.');
        return (end < 0 ? rest : rest[..end]).ToString();
    }

    private string? InBody(IReadOnlyList<string> path)
    {
        if (!_hasParsed)
        {
            _hasParsed = true;
            _body = Parse(message.Body);
        }

        if (_body is null)
        {
            return null;
        }

        var value = _body.RootElement;
        foreach (var step in path)
        {
            if (!TryStep(value, step, out value))
            {
                return null;
            }
        }

        return TextOf(value);
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool TryStep(JsonElement value, string step, out JsonElement next)
    {
        next = default;
        if (value.ValueKind == JsonValueKind.Object)
        {
            return value.TryGetProperty(step, out next);
        }

        if (value.ValueKind != JsonValueKind.Array || !int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= value.GetArrayLength())
        {
            return false;
        }

        next = value[index];
        return true;
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Number => value.GetRawText(), _ => null };
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are no UTF-8.
            return null;
        }
    }
}
