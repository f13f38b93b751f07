using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Switchboard.Server.CommandLine.Publishing;

namespace Switchboard.Server.CommandLine.Api;

/// <summary>A command that calls a method of the HTTP API and prints its answer. <see cref="RemoteCommands"/> has those that there are.</summary>
internal class ApiCommand : Command
{
    private readonly IReadOnlyList<Field> _fields;
    private readonly DataArguments? _data;
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="summary">What it does, for the help.</param>
    /// <param name="lines">What the lines of JSON hold, for the help.</param>
    /// <param name="fields">Its arguments and options, in the order of the help.</param>
    /// <param name="data">The data that it sends, behind the other arguments; null for none.</param>
    public ApiCommand(string name, string summary, string lines, IReadOnlyList<Field> fields, DataArguments? data = null)
        : base(name, summary)
    {
        _fields = fields;
        _data = data;
        MethodOf = _ => name;
        foreach (var argument in fields.Select(field => field.Symbol).OfType<Argument>())
        {
            Arguments.Add(argument);
        }

        data?.AddTo(this);
        Field.AddTo(this, fields);
        _remote.AddTo(this);
        this.Require(result => Check?.Invoke(result));
        this.SetAction(lines, RunAsync);
    }

    /// <summary>The method that is called. Without this, it has the command's name.</summary>
    public Func<ParseResult, string> MethodOf { get; init; }

    /// <summary>Adds the errors of options that do not go together, or of which one is missing.</summary>
    public Action<CommandResult>? Check { get; init; }

    /// <summary>Writes what every request of the command has.</summary>
    public Action<Utf8JsonWriter>? WriteAlways { get; init; }

    /// <summary>How long the method itself may take. The wait for the answer goes on so much longer.</summary>
    public Func<ParseResult, TimeSpan> DeadlineOf { get; init; } = static _ => TimeSpan.Zero;

    /// <summary>Prints the answer, and returns the exit code.</summary>
    public Func<CommandContext, JsonElement, int> Print { get; init; } = Answer.Properties;

    /// <summary>Writes the fields of the request that are given.</summary>
    public void WriteFields(Utf8JsonWriter writer, ParseResult result)
    {
        Field.Write(_fields, writer, result);
        WriteAlways?.Invoke(writer);
    }

    /// <summary>Calls the method and prints the answer.</summary>
    /// <param name="context">The command line, and where to print.</param>
    /// <param name="call">Calls the method with the command's fields, and those that are written besides.</param>
    /// <returns>The exit code.</returns>
    protected virtual async Task<int> RunAsync(CommandContext context, Func<Action<Utf8JsonWriter>, Task<JsonElement>> call)
        => Print(context, await call(static _ => { }));

    private async Task<int> RunAsync(CommandContext context)
    {
        var data = _data is null ? null : await _data.ReadAsync(context, _remote);
        using var api = await _remote.ConnectAsync(context);
        return await RunAsync(context with { Server = api.Address }, more => api.CallAsync(
            MethodOf(context.Result),
            writer =>
            {
                WriteFields(writer, context.Result);
                writer.WriteDataIfGiven(data);
                more(writer);
            },
            DeadlineOf(context.Result),
            context.Cancellation));
    }
}
