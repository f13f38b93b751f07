using Switchboard.Configuration.Reading;

namespace Switchboard.Configuration.Rules;

/// <summary>The inboxes' namespace exists.</summary>
internal sealed class InboxRule : IOptionsRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options)
    {
        var name = options.Inbox.Namespace;
        if (name.Length > 0 && !options.Namespaces.Keys.Contains(name, StringComparer.Ordinal))
        {
            var guess = Spelling.Nearest(name, options.Namespaces.Keys) is { } nearest ? $"Did you mean \"{nearest}\"? " : "";
            yield return new ConfigurationProblem(
                "inbox.namespace",
                $"is \"{name}\", and there is no such namespace",
                $"{guess}Add it to namespaces, or leave this empty for the default namespace.");
        }
    }
}
