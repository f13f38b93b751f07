using System.Globalization;
using System.Text;

namespace Switchboard.EventSources;

/// <summary>A text with places that a message fills: <c>{2}</c> is a word of its routing key, <c>{header:name}</c> a header, <c>{body:/a/b}</c> a value of its JSON. <c>{{</c> is a brace.</summary>
internal sealed class EventTemplate
{
    private readonly IReadOnlyList<EventTemplatePart> _parts;

    private EventTemplate(IReadOnlyList<EventTemplatePart> parts) => _parts = parts;

    /// <summary>What every result begins with.</summary>
    public string Prefix => _parts is [{ Kind: EventTemplateKind.Literal } first, ..] ? first.Text : "";

    /// <summary>Whether every result is the same.</summary>
    public bool IsLiteral => _parts.All(static part => part.Kind == EventTemplateKind.Literal);

    /// <summary>The first place that a word of the routing key fills, as it is written; null where there is none.</summary>
    public string? FirstWord => _parts.FirstOrDefault(static part => part.Kind == EventTemplateKind.Word) is { } word ? $"{{{word.Text}}}" : null;

    /// <summary>Reads a template.</summary>
    /// <exception cref="FormatException">It is none; the message says why, without the end of its sentence.</exception>
    public static EventTemplate Parse(string text)
    {
        var parts = new List<EventTemplatePart>();
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            if (text[at] != '{')
            {
                literal.Append(text[at++]);
            }
            else if (text.AsSpan(at).StartsWith("{{"))
            {
                literal.Append('{');
                at += 2;
            }
            else
            {
                var end = text.IndexOf('}', at);
                if (end < 0)
                {
                    throw new FormatException("has a { without its }");
                }

                AddLiteral(parts, literal);
                parts.Add(ParsePlace(text[(at + 1)..end]));
                at = end + 1;
            }
        }

        AddLiteral(parts, literal);
        return new EventTemplate(parts);
    }

    /// <summary>Fills the places.</summary>
    /// <param name="fields">The message.</param>
    /// <param name="missing">What the message lacks; null where nothing.</param>
    /// <returns>The text; empty where something is missing.</returns>
    public string Fill(EventFields fields, out string? missing)
    {
        missing = null;
        if (_parts is [{ Kind: EventTemplateKind.Literal } only])
        {
            return only.Text;
        }

        var texts = new string[_parts.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            if (fields.Find(_parts[i]) is not { Length: > 0 } value)
            {
                missing = _parts[i].Absence;
                return "";
            }

            texts[i] = value;
        }

        return string.Concat(texts);
    }

    private static void AddLiteral(List<EventTemplatePart> parts, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            parts.Add(new EventTemplatePart(EventTemplateKind.Literal, literal.ToString()));
            literal.Clear();
        }
    }

    private static EventTemplatePart ParsePlace(string place)
    {
        const string Header = "header:";
        const string Body = "body:";
        if (int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            return new EventTemplatePart(EventTemplateKind.Word, place) { Number = number };
        }

        if (place.StartsWith(Header, StringComparison.Ordinal) && place.Length > Header.Length)
        {
            return new EventTemplatePart(EventTemplateKind.Header, place[Header.Length..]);
        }

        if (place.StartsWith(Body, StringComparison.Ordinal) && (place.Length == Body.Length || place[Body.Length] == '/'))
        {
            return new EventTemplatePart(EventTemplateKind.Body, place[Body.Length..])
            {
                Path = [.. place[Body.Length..].Split('/').Skip(1).Select(static step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))],
            };
        }

        throw new FormatException($"has {{{place}}}, which is no place: known are {{1}}, {{2}} and so on, {{header:name}} and {{body:/pointer}}, and {{{{ for a brace");
    }
}

/// <summary>A piece of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The literal, or what names the value.</param>
internal sealed record EventTemplatePart(EventTemplateKind Kind, string Text)
{
    /// <summary>The number of the word, from 1.</summary>
    public int Number { get; init; }

    /// <summary>The steps into the JSON.</summary>
    public IReadOnlyList<string> Path { get; init; } = [];

    /// <summary>What is said of a message that lacks the value.</summary>
    public string Absence => Kind switch
    {
        EventTemplateKind.Word => $"the routing key has no word {Number}",
        EventTemplateKind.Header => $"there is no header {Text} that is a text or a number",
        _ => $"the body has no text or number at {Text}",
    };
}

/// <summary>What a piece of a template is.</summary>
internal enum EventTemplateKind
{
    /// <summary>Stands for itself.</summary>
    Literal,

    /// <summary>A word of the routing key.</summary>
    Word,

    /// <summary>A header.</summary>
    Header,

    /// <summary>A value of the body.</summary>
    Body,
}
