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
        : this("The configuration of Switchboard is not valid:" + string.Concat(problems.Select(problem => $"\n  {problem.Path}: {problem.Problem} {problem.Remedy}")))
    {
    }
}
