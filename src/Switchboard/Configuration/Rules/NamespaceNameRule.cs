namespace Switchboard.Configuration.Rules;

/// <summary>Namespaces have names that channel names can begin with and that cannot be taken for anything else.</summary>
internal sealed class NamespaceNameRule : IOptionsRule
{
    /// <summary>The same rule as a regular expression, for the schema.</summary>
    public const string Pattern = "^[a-zA-Z][a-zA-Z0-9_.-]*$";

    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options) =>
        from name in options.Namespaces.Keys
        where !IsValid(name)
        select new ConfigurationProblem(
            $"namespaces.{name}",
            "has a name that no namespace may have",
            "Begin it with a letter; letters, digits, '_', '.' and '-' may follow.");

    private static bool IsValid(string name) =>
        name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-');
}
