using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Switchboard.Configuration.Model;

namespace Switchboard.Configuration.Reading;

/// <summary>Reads <see cref="SwitchboardOptions"/> from the configuration and collects every mistake instead of stopping at the first.</summary>
internal sealed class ConfigurationReader
{
    /// <summary>The key by which a file names its schema to editors.</summary>
    private const string SchemaKey = "$schema";

    private readonly List<ConfigurationProblem> _problems = [];

    private ConfigurationReader()
    {
    }

    /// <summary>Reads the options.</summary>
    /// <param name="configuration">The whole configuration, or the section itself.</param>
    /// <param name="section">The section's name; empty if <paramref name="configuration"/> is the section.</param>
    public static ConfigurationReading Read(IConfiguration configuration, string section)
    {
        var root = configuration as IConfigurationRoot ?? new ConfigurationBuilder().AddConfiguration(configuration).Build();
        IConfigurationProvider[] layers = [.. root.Providers];
        var reader = new ConfigurationReader();
        var options = new SwitchboardOptions();
        foreach (var source in layers.OfType<IReportingSource>())
        {
            reader._problems.AddRange(source.Problems);
        }

        reader.ReadSection(new ConfigurationNode(layers, section, ""), options);
        return new ConfigurationReading(options, reader._problems);
    }

    private void ReadSection(ConfigurationNode node, object target)
    {
        if (node.Path.Length > 0 && !string.IsNullOrEmpty(node.Text))
        {
            Report(node.Path, "is a single value, but must be an object", "Write an object: options in braces.");
            return;
        }

        var properties = OptionModel.PropertiesOf(target.GetType());
        foreach (var name in node.ChildNames)
        {
            var property = properties.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (property is not null)
            {
                ReadProperty(node.Child(name, property.Name), property, target);
            }
            else if (node.Path.Length > 0 || !name.Equals(SchemaKey, StringComparison.Ordinal))
            {
                _problems.Add(UnknownKeys.Describe(node.Child(name, name).Path, name, properties));
            }
        }
    }

    private void ReadProperty(ConfigurationNode node, OptionProperty property, object target)
    {
        switch (property.Kind)
        {
            case OptionKind.Section:
                ReadSection(node, property.Property.GetValue(target)!);
                break;
            case OptionKind.SectionMap:
                ReadMap(node, property, (IDictionary)property.Property.GetValue(target)!);
                break;
            case OptionKind.SectionList:
                ReadSections(node.SinceEmptied(), property, (IList)property.Property.GetValue(target)!);
                break;
            case OptionKind.TextList:
                property.Property.SetValue(target, ReadTexts(node.InHighestLayer(), property).Select(element => element.Text).ToList());
                break;
            case OptionKind.TextMap:
                ReadTextMap(node, (IDictionary<string, string>)property.Property.GetValue(target)!);
                break;
            case OptionKind.ChoiceSet:
                property.Property.SetValue(target, ReadChoices(node.InHighestLayer(), property));
                break;
            default:
                ReadValue(node, property, target);
                break;
        }
    }

    private void ReadMap(ConfigurationNode node, OptionProperty property, IDictionary map)
    {
        if (!string.IsNullOrEmpty(node.Text))
        {
            Report(node.Path, "is a single value, but must be an object", "Write an object: options by name, in braces.");
        }

        foreach (var name in node.ChildNames)
        {
            var entry = Activator.CreateInstance(property.ItemType)!;
            ReadSection(node.Child(name, name), entry);
            map[name] = entry;
        }
    }

    private void ReadTextMap(ConfigurationNode node, IDictionary<string, string> map)
    {
        if (!string.IsNullOrEmpty(node.Text))
        {
            Report(node.Path, "is a single value, but must be an object", "Write an object: texts by name, in braces.");
        }

        foreach (var entry in node.ChildNames.Select(name => (Name: name, Node: node.Child(name, name))))
        {
            if (entry.Node.ChildNames.Count > 0)
            {
                Report(entry.Node.Path, "is a list or an object, but must be a single value", "Write a text.");
            }
            else if (entry.Node.Text is { } text)
            {
                map[entry.Name] = text;
            }
        }
    }

    private void ReadSections(ConfigurationNode node, OptionProperty property, IList list)
    {
        if (!string.IsNullOrEmpty(node.Text) || !TryGetIndexes(node, out var indexes))
        {
            Report(node.Path, "is no list", ValueParser.Expectation(property));
            return;
        }

        foreach (var index in indexes)
        {
            var element = Activator.CreateInstance(property.ItemType)!;
            ReadSection(node.Element(index), element);
            list.Add(element);
        }
    }

    /// <summary>A list of texts has elements, or is one text with commas: the form of environment variables.</summary>
    private IEnumerable<(string Path, string Text)> ReadTexts(ConfigurationNode node, OptionProperty property)
    {
        if (!TryGetIndexes(node, out var indexes))
        {
            Report(node.Path, "is no list", ValueParser.Expectation(property));
            return [];
        }

        if (indexes.Count == 0)
        {
            var parts = (node.Text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return parts.Select(part => (node.Path, part));
        }

        var elements = indexes.Select(node.Element).ToLookup(element => element.ChildNames.Count == 0 && element.Text is not null);
        foreach (var element in elements[false])
        {
            Report(element.Path, "is no text", ValueParser.Expectation(property));
        }

        return elements[true].Select(element => (element.Path, element.Text!));
    }

    private object ReadChoices(ConfigurationNode node, OptionProperty property)
    {
        var set = 0;
        foreach (var (path, text) in ReadTexts(node, property))
        {
            if (ValueParser.ParseChoice(property.ItemType, path, text.Trim(), out var choice) is { } problem)
            {
                _problems.Add(problem);
                continue;
            }

            set |= (int)choice!;
        }

        return Enum.ToObject(property.ItemType, set);
    }

    private void ReadValue(ConfigurationNode node, OptionProperty property, object target)
    {
        if (node.ChildNames.Count > 0)
        {
            Report(node.Path, "is a list or an object, but must be a single value", ValueParser.Expectation(property));
            return;
        }

        // JSON's null asks for the default.
        if (node.Text is not { } text)
        {
            return;
        }

        if (ValueParser.Parse(property, node.Path, text, out var value) is { } problem)
        {
            _problems.Add(problem);
            return;
        }

        property.Property.SetValue(target, value);
    }

    private static bool TryGetIndexes(ConfigurationNode node, out IReadOnlyList<string> indexes)
    {
        indexes = node.ChildNames;
        return indexes.All(index => int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }

    private void Report(string path, string problem, string remedy) => _problems.Add(new ConfigurationProblem(path, problem, remedy));
}
