using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Publishing;

namespace Switchboard.Server.CommandLine.Maps;

/// <summary>A command that changes an entry, and shows the entry as it is where that is not as expected.</summary>
internal sealed class MapChangeCommand : Command
{
    private const string Idempotency = "idempotency";

    private readonly Argument<string> _channel = new("channel") { Description = "The channel." };
    private readonly Argument<string> _key = new("key") { Description = "The key of the entry." };
    private readonly string _method;
    private readonly IReadOnlyList<Field> _fields;
    private readonly DataArguments? _data;
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="method">The method that it calls.</param>
    /// <param name="summary">What it does, for the help.</param>
    /// <param name="fields">Its options.</param>
    /// <param name="data">The data that it sends, behind the other arguments; null for none.</param>
    public MapChangeCommand(string name, string method, string summary, IReadOnlyList<Field> fields, DataArguments? data = null)
        : base(name, summary)
    {
        _method = method;
        _fields = fields;
        _data = data;
        Arguments.Add(_channel);
        Arguments.Add(_key);
        data?.AddTo(this);
        Field.AddTo(this, fields);
        _remote.AddTo(this);
        this.SetAction("channel, key, offset and epoch, with suppressed and suppress_reason where nothing has changed; or the entry, where it is not as --expect says", RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var data = _data is null ? null : await _data.ReadAsync(context, _remote);
        using var api = await _remote.ConnectAsync(context);
        try
        {
            var result = await api.CallAsync(
                _method,
                writer =>
                {
                    WriteEntry(writer, context);
                    writer.WriteDataIfGiven(data);
                    Field.Write(_fields, writer, context.Result);
                },
                context.Cancellation);
            return Report(context, result);
        }
        catch (CommandException exception) when (exception.ErrorCode == ErrorCodes.Conflict.Code)
        {
            return await ReportConflictAsync(context, api);
        }
    }

    private void WriteEntry(Utf8JsonWriter writer, CommandContext context)
    {
        writer.WriteString("channel", context.Get(_channel));
        writer.WriteString("key", context.Get(_key));
    }

    private int Report(CommandContext context, JsonElement result)
    {
        var reason = result.Text("suppress_reason");
        if (context.Output.IsJson)
        {
            context.Output.WriteObject(writer =>
            {
                WriteEntry(writer, context);
                writer.CopyProperties(result);
            });
        }
        else if (reason.Length == 0)
        {
            context.Output.WriteLine($"{context.Get(_key)} is at {MapEntryText.PositionOf(result)}.");
        }
        else
        {
            context.Warn($"Nothing has changed: {SentenceOf(reason)}");
        }

        // What was done before under the same key is done.
        return reason is "" or Idempotency ? ExitCodes.Success : ExitCodes.Refused;
    }

    private static string SentenceOf(string reason) => reason switch
    {
        "key_exists" => "there is such an entry already (key_exists).",
        "key_not_found" => "there is no such entry (key_not_found).",
        "version" => "the entry has this version, or a newer one (version).",
        Idempotency => "it was done before under this --idempotency-key.",
        _ => $"{reason}.",
    };

    private async Task<int> ReportConflictAsync(CommandContext context, ApiClient api)
    {
        var state = await api.CallAsync("map_read_state", writer => WriteEntry(writer, context), context.Cancellation);
        if (MapEntryText.EntriesOf(state).FirstOrDefault() is not { ValueKind: JsonValueKind.Object } entry)
        {
            context.Warn("The entry is not there any more, and --expect says where it was (413). Leave --expect out, or write 0, to set it anew.");
            return ExitCodes.Refused;
        }

        MapEntryText.Print(context, entry);
        context.Warn($"The entry has changed: it is at {MapEntryText.PositionOf(entry)}, not where --expect says (413). Look at it, and try again from there.");
        return ExitCodes.Refused;
    }
}
