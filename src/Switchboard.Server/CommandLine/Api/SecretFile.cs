namespace Switchboard.Server.CommandLine.Api;

/// <summary>Reads secrets from files.</summary>
internal static class SecretFile
{
    private const int MaxCharacters = 65_536;

    /// <summary>The first line of a file, or of the standard input for <c>-</c>.</summary>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public static async Task<string> ReadLineAsync(string file, CancellationToken cancellationToken)
    {
        var text = await ReadAsync(file, cancellationToken);
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? text : text[..end];
    }

    /// <summary>The whole of a file, or of the standard input for <c>-</c>.</summary>
    /// <exception cref="CommandException">It cannot be read, or is too large for a secret.</exception>
    public static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = file == "-" ? new StreamReader(Console.OpenStandardInput()) : new StreamReader(file);
            var buffer = new char[MaxCharacters];
            var length = await reader.ReadBlockAsync(buffer, cancellationToken);
            return length < MaxCharacters
                ? new string(buffer, 0, length)
                : throw new CommandException(ExitCodes.Failure, $"{file} is too large to hold a secret; name the file that holds it alone.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Failure, $"{file} cannot be read: {exception.Message}");
        }
    }
}
