namespace Switchboard.Configuration;

/// <summary>The configuration has mistakes. The message names all of them, each with what to do.</summary>
public sealed class InvalidConfigurationException : Exception
{
    /// <summary>Creates the exception without naming a mistake.</summary>
    public InvalidConfigurationException()
        : this("The configuration of Switchboard is not valid.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public InvalidConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public InvalidConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal InvalidConfigurationException(IEnumerable<ConfigurationProblem> problems)
        : this("The configuration of Switchboard is not valid:" + string.Concat(problems.Select(problem => $"\n  {problem.Path}: {problem.Problem}. {problem.Remedy}")))
    {
    }
}

/// <summary>One mistake in the configuration. Never holds a secret.</summary>
/// <param name="Path">The option as users write it, such as <c>namespaces.kept.historySize</c>.</param>
/// <param name="Problem">What is wrong: the end of a sentence that begins with the path.</param>
/// <param name="Remedy">What to do: whole sentences.</param>
internal sealed record ConfigurationProblem(string Path, string Problem, string Remedy);
