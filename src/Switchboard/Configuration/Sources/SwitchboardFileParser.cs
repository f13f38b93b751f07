using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Switchboard.Configuration.Sources;

/// <summary>Turns the text of a configuration file into configuration keys.</summary>
internal sealed class SwitchboardFileParser
{
    private static readonly JsonDocumentOptions _lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    private readonly Dictionary<string, string?> _data = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ConfigurationProblem> _problems = [];

    private SwitchboardFileParser()
    {
    }

    /// <summary>Reads a file's text. There is data only if there are no problems.</summary>
    public static (Dictionary<string, string?> Data, IReadOnlyList<ConfigurationProblem> Problems) Parse(string file, ReadOnlyMemory<byte> text)
    {
        var parser = new SwitchboardFileParser();
        try
        {
            using var document = JsonDocument.Parse(WithoutByteOrderMark(text), _lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return ([], [FileProblems.NoObject(file)]);
            }

            parser.Add(SwitchboardOptions.SectionName, "", document.RootElement);
            return (parser._data, parser._problems);
        }
        catch (JsonException exception)
        {
            return ([], [FileProblems.NoJson(file, exception)]);
        }
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> text) =>
        text.Span.StartsWith("\uFEFF"u8) ? text[3..] : text;

    private void Add(string key, string path, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                _data[key] = null;
                AddMembers(key, path, element);
                break;
            case JsonValueKind.Array:
                // An empty text is how the framework's own JSON source marks an empty list.
                _data[key] = element.GetArrayLength() == 0 ? "" : null;
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    Add(ConfigurationPath.Combine(key, $"{index}"), $"{path}[{index}]", item);
                }

                break;
            default:
                _data[key] = TextOf(element);
                break;
        }
    }

    private void AddMembers(string key, string path, JsonElement element)
    {
        foreach (var member in element.EnumerateObject())
        {
            var memberKey = ConfigurationPath.Combine(key, member.Name);
            var memberPath = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (_data.ContainsKey(memberKey))
            {
                _problems.Add(new ConfigurationProblem(memberPath, "is written twice", "Remove one. Upper and lower case do not tell names apart."));
                continue;
            }

            Add(memberKey, memberPath, member.Value);
        }
    }

    private static string? TextOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Null => null,
        _ => element.GetRawText(),
    };
}
