using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Boards;

/// <summary><c>switchboard board create</c>: makes a board, out of a CSV file.</summary>
internal sealed class BoardCreateCommand : Command
{
    // More than any server takes (boardMaxCsvBytes).
    private const int MaxFileBytes = 67_108_864;

    private readonly Argument<string> _channel = new("channel") { Description = "The board's channel." };
    private readonly Option<string?> _csv = new("--csv") { Description = "A file with the lines, main;sub or main;sub;key: with semicolons, tabs or commas, in UTF-8, UTF-16 or Windows-1252.", HelpName = "FILE" };
    private readonly Field[] _fields = [BoardFields.Title(), BoardFields.Persons(), Field.Flag("--replace", "Removes lines that the file does not have."), BoardFields.Force()];
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public BoardCreateCommand()
        : base("create", "Makes a board. One that is there gets the lines that it does not have yet; holds go on.")
    {
        Arguments.Add(_channel);
        Options.Add(_csv);
        Field.AddTo(this, _fields);
        _remote.AddTo(this);
        this.SetAction("added, renamed, removed and lines", RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var csv = context.Get(_csv) is { } file ? await ReadAsync(file, context.Cancellation) : null;
        using var api = await _remote.ConnectAsync(context);
        var result = await api.CallAsync("board_create", writer => Write(writer, context, csv), context.Cancellation);
        return BoardText.PrintChanges(context, result);
    }

    private void Write(Utf8JsonWriter writer, CommandContext context, string? csv)
    {
        writer.WriteString("channel", context.Get(_channel));
        writer.WriteIfGiven("csv", csv);
        Field.Write(_fields, writer, context.Result);
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            return await BoardCsvText.ReadAsync(stream, MaxFileBytes, cancellationToken);
        }
        catch (SwitchboardException)
        {
            throw new CommandException(ExitCodes.Failure, $"{file} has more than {MaxFileBytes} bytes, which no server takes; give a smaller one.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Failure, $"{file} cannot be read: {exception.Message}");
        }
    }
}
