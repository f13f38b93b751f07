namespace Switchboard.Configuration;

/// <summary>One mistake in the configuration. Never holds a secret.</summary>
/// <param name="Path">The option as users write it, such as <c>namespaces.kept.historySize</c>.</param>
/// <param name="Problem">What is wrong: the end of a sentence that begins with the path.</param>
/// <param name="Remedy">What to do: whole sentences.</param>
internal sealed record ConfigurationProblem(string Path, string Problem, string Remedy);
