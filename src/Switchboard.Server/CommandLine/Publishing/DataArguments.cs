using System.Buffers;
using System.CommandLine;
using System.Text;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Publishing;

/// <summary>The argument that holds data, or says where it is.</summary>
/// <param name="isNeeded">Whether there must be data.</param>
internal sealed class DataArguments(bool isNeeded)
{
    private const string Input = "-";
    private const char File = '@';
    private const int MaxShown = 40;

    private readonly Argument<string?> _data = new("data")
    {
        Description = "The data, in JSON. - reads it from the standard input, @FILE from a file.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _text = new("--text", "-t") { Description = "The data is text, not JSON: it is sent as a string." };

    /// <summary>Adds the argument and its option to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_data);
        command.Options.Add(_text);
    }

    /// <summary>Whether the data is text that becomes a string of JSON.</summary>
    public bool IsText(CommandContext context) => context.Get(_text);

    /// <summary>Reads the data.</summary>
    /// <returns>JSON; null where there is none and none is needed.</returns>
    /// <exception cref="CommandException">There is none, it cannot be read, or it is no JSON.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(CommandContext context, RemoteArguments remote)
    {
        if (context.Get(_data) is not { } given)
        {
            return isNeeded
                ? throw new CommandException(ExitCodes.Failure, "The data is missing: give it in JSON, as @FILE, or as - to read the standard input.")
                : null;
        }

        if (!IsElsewhere(given))
        {
            return Check(context, Encoding.UTF8.GetBytes(given), $"'{(given.Length > MaxShown ? $"{given[..MaxShown]}…" : given)}'");
        }

        using var stream = Open(given, context, remote);
        return Check(context, await ReadAllAsync(stream, context.Cancellation), given == Input ? "The standard input" : given[1..]);
    }

    /// <summary>Opens what the lines are read from: the standard input, or a file.</summary>
    /// <exception cref="CommandException">The data is on the command line itself, or cannot be opened.</exception>
    public Stream OpenLines(CommandContext context, RemoteArguments remote)
    {
        var given = context.Get(_data) ?? Input;
        return IsElsewhere(given)
            ? Open(given, context, remote)
            : throw new CommandException(ExitCodes.Failure, "With --lines the data is read from the standard input, or from @FILE: leave out what stands here.");
    }

    private static bool IsElsewhere(string given) => given == Input || given.StartsWith(File);

    private static Stream Open(string given, CommandContext context, RemoteArguments remote)
    {
        if (given == Input)
        {
            return remote.ReadsInput(context)
                ? throw new CommandException(ExitCodes.Failure, "The standard input cannot hold both the key and the data: give one of them in a file.")
                : Console.OpenStandardInput();
        }

        if (given.Length == 1)
        {
            throw new CommandException(ExitCodes.Failure, "Behind @ stands the name of a file, such as @article.json.");
        }

        try
        {
            return System.IO.File.OpenRead(given[1..]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException(ExitCodes.Failure, $"{given[1..]} cannot be read: {exception.Message}");
        }
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();

        // Reading from a terminal cannot be cancelled, only left alone.
        await stream.CopyToAsync(content, cancellationToken).WaitAsync(cancellationToken);
        return content.ToArray();
    }

    private ReadOnlyMemory<byte> Check(CommandContext context, byte[] content, string name)
    {
        var text = JsonData.WithoutMark(content);
        if (context.Get(_text))
        {
            return JsonData.OfText(new ReadOnlySequence<byte>(text));
        }

        return JsonData.IsJson(new ReadOnlySequence<byte>(text), out var problem)
            ? text
            : throw new CommandException(ExitCodes.Failure, $"{name} is no JSON ({problem}); write strings in double quotes, or add --text to send it as text.");
    }
}
