using System.CommandLine;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine;

/// <summary>What a running command works with.</summary>
/// <param name="Result">The parsed command line.</param>
/// <param name="Output">Where the result goes.</param>
/// <param name="Errors">Where errors, warnings and progress go.</param>
/// <param name="Cancellation">Cancelled when the command is asked to end.</param>
internal sealed record CommandContext(ParseResult Result, CommandOutput Output, TextWriter Errors, CancellationToken Cancellation)
{
    /// <summary>The address of the server that was asked; null where none is.</summary>
    public Uri? Server { get; init; }

    /// <summary>The value of an option.</summary>
    public T? Get<T>(Option<T> option) => Result.GetValue(option);

    /// <summary>The value of an argument.</summary>
    public T? Get<T>(Argument<T> argument) => Result.GetValue(argument);

    /// <summary>Tells the person at the terminal something that is no failure.</summary>
    public void Warn(string sentence)
    {
        // What was printed before stands before, where both go to one terminal.
        Output.Flush();
        Errors.WriteLine($"switchboard: {Printable.Of(sentence)}");
    }
}

/// <summary>A command cannot go on. The message is one sentence for the person at the terminal, which says what to do.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">The sentence.</param>
internal sealed class CommandException(int exitCode, string message) : Exception(message)
{
    /// <summary>What the process ends with.</summary>
    public int ExitCode => exitCode;

    /// <summary>The code of the server's error; null where it is none of a server.</summary>
    public uint? ErrorCode { get; init; }
}
