using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Switchboard.Identity.Audit;
using Switchboard.Server.CommandLine.Store;
using Switchboard.Storage;
using Switchboard.Storage.Audit;

namespace Switchboard.Server.CommandLine.Audit;

/// <summary><c>switchboard audit export</c>.</summary>
internal static class AuditExportCommand
{
    private static readonly Argument<string> _file = StoreCommands.CreateTarget();
    private static readonly Option<AuditFormat> _format = new("--format") { Description = "jsonl, which can be verified, or csv.", DefaultValueFactory = static _ => AuditFormat.Jsonl };
    private static readonly Option<string?> _actor = new("--actor") { Description = "Only entries of this actor.", HelpName = "ACTOR" };
    private static readonly Option<string?> _action = new("--action") { Description = "Only entries of this action; with a dot at its end, of all that begin so.", HelpName = "ACTION" };
    private static readonly Option<DateTimeOffset?> _from = TimeArguments.Create("--from", "Only entries from this time on");
    private static readonly Option<DateTimeOffset?> _to = TimeArguments.Create("--to", "Only entries before this time");

    /// <summary>Makes the command.</summary>
    public static Command Create() => StoreAction.Set(
        new Command("export", $"Writes the audit of the store, as it is at one moment, as JSON lines or CSV; the server may run meanwhile. With a filter, there are gaps that verify names. Exit code {ExitCodes.Tampered} where entries are damaged, which are marked.")
        {
            _file, _format, _actor, _action, _from, _to,
        },
        static async (database, result, cancellationToken) =>
        {
            var exported = default(AuditExported);
            await using (var output = new StreamWriter(PrivateFiles.Open(result.GetRequiredValue(_file), FileMode.CreateNew, FileAccess.Write, 65_536), new UTF8Encoding(false)) { NewLine = "\n" })
            {
                await database.ReadSnapshotAsync(
                    async connection => exported = await WriteAsync(connection, result, output),
                    cancellationToken);
            }

            await result.InvocationConfiguration.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Exported {exported.Entries} entries of the audit."));
            if (exported.Damaged == 0)
            {
                return ExitCodes.Success;
            }

            await result.InvocationConfiguration.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"switchboard: {exported.Damaged} of them have what the server cannot have written, and are marked: run `switchboard audit verify`."));
            return ExitCodes.Tampered;
        });

    private static async Task<AuditExported> WriteAsync(DbConnection connection, ParseResult result, StreamWriter output)
    {
        var chain = await connection.ReadChainAsync(AuditSql.Chain) ?? new AuditChainRow();
        var isCsv = result.GetValue(_format) == AuditFormat.Csv;
        await output.WriteLineAsync(isCsv ? AuditCsv.Header : new AuditExportLine { Anchor = ExportedAnchor.From(chain.Anchor) }.ToLine());
        var exported = default(AuditExported);
        await foreach (var row in connection.StreamEntriesAsync(AuditSql.All))
        {
            var entry = row.ToEntry();

            // What was damaged may hide what the filter asks for.
            if (entry.IsDamaged || IsWanted(row, result))
            {
                exported = new AuditExported(exported.Entries + 1, exported.Damaged + (entry.IsDamaged ? 1 : 0));
                await output.WriteLineAsync(isCsv ? AuditCsv.LineOf(row, entry.IsDamaged) : new AuditExportLine { Entry = ExportedEntry.From(entry) }.ToLine());
            }
        }

        if (!isCsv)
        {
            await output.WriteLineAsync(new AuditExportLine { End = new ExportedEnd(chain.Number, chain.Hash) }.ToLine());
        }

        return exported;
    }

    private static bool IsWanted(AuditRow row, ParseResult result)
        => (result.GetValue(_actor) is not { } actor || row.Actor == actor)
            && (result.GetValue(_action) is not { } action || row.Action == action || (action.EndsWith('.') && row.Action.StartsWith(action, StringComparison.Ordinal)))
            && (result.GetValue(_from) is not { } from || row.RecordedAt >= from.ToUnixTimeMilliseconds())
            && (result.GetValue(_to) is not { } to || row.RecordedAt < to.ToUnixTimeMilliseconds());
}

/// <summary>What was exported.</summary>
/// <param name="Entries">How many entries.</param>
/// <param name="Damaged">How many of them are damaged.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AuditExported(long Entries, long Damaged);

/// <summary>The forms of an export.</summary>
internal enum AuditFormat
{
    /// <summary>JSON lines.</summary>
    Jsonl,

    /// <summary>CSV (RFC 4180).</summary>
    Csv,
}

/// <summary>Writes rows as CSV (RFC 4180).</summary>
internal static class AuditCsv
{
    /// <summary>The first line.</summary>
    public const string Header = "number,time,node,action,actor,address,target,result,details,key,hash,damaged";

    /// <summary>The line of a row.</summary>
    public static string LineOf(AuditRow row, bool isDamaged) => string.Join(
        ',',
        row.Number.ToString(CultureInfo.InvariantCulture),
        AuditRow.TimeOf(row.RecordedAt).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        Cell(row.Node),
        Cell(row.Action),
        Cell(row.Actor),
        Cell(row.Address),
        Cell(row.Target),
        Cell(row.Result),
        Cell(row.Details),
        Cell(row.KeyId),
        Cell(row.Hash),
        isDamaged ? "true" : "");

    // Clients choose some of it, and a spreadsheet takes what begins so for a formula.
    private static string Cell(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
