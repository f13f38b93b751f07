using System.Reflection;
using System.Xml.Linq;
using Switchboard.Configuration.Model;

namespace Switchboard.Configuration.Schema;

/// <summary>What the options mean: the summaries of their documentation comments.</summary>
internal sealed class OptionDescriptions
{
    private readonly Dictionary<string, string> _summaries;

    private OptionDescriptions(Dictionary<string, string> summaries) => _summaries = summaries;

    /// <summary>Loads the documentation file that the compiler wrote beside the assembly.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static OptionDescriptions Load()
    {
        var assembly = typeof(OptionDescriptions).Assembly;
        var file = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        var summaries = XDocument.Load(file)
            .Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => (string)member.Attribute("name")!, member => TextOf(member.Element("summary")!), StringComparer.Ordinal);
        return new OptionDescriptions(summaries);
    }

    /// <summary>The meaning of a class of options.</summary>
    public string Of(Type options) => _summaries[$"T:{options.FullName}"];

    /// <summary>The meaning of an option.</summary>
    public string Of(PropertyInfo option) => _summaries[$"P:{option.DeclaringType!.FullName}.{option.Name}"];

    private static string TextOf(XElement summary)
    {
        var text = string.Concat(summary.Nodes().Select(TextOf));
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static string TextOf(XNode node) => node switch
    {
        XText text => text.Value,
        XElement element when element.Attribute("cref") is { } reference => OptionNames.Of(reference.Value[(reference.Value.LastIndexOf('.') + 1)..]),
        XElement element => $"`{element.Value}`",
        _ => "",
    };
}
