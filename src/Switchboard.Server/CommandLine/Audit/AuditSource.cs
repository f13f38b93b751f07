using System.Data.Common;
using System.Text;
using Switchboard.Configuration;
using Switchboard.Identity.Audit;
using Switchboard.Storage;
using Switchboard.Storage.Audit;
using Switchboard.Storage.Sql;

namespace Switchboard.Server.CommandLine.Audit;

/// <summary>Gives what is verified, entry by entry: out of a store, or an export.</summary>
internal static class AuditSource
{
    /// <summary>Verifies the audit of a store, as it is at one moment.</summary>
    public static async Task<AuditFault?> VerifyAsync(StoreDatabase database, AuditVerifier verifier, CancellationToken cancellationToken)
    {
        AuditFault? fault = null;
        await database.ReadSnapshotAsync(async connection => fault = await VerifyAsync(connection, verifier), cancellationToken);
        return fault;
    }

    /// <summary>Verifies an export.</summary>
    /// <exception cref="StoreFormatException">It is none.</exception>
    public static async Task<AuditFault?> VerifyAsync(string file, AuditVerifier verifier, CancellationToken cancellationToken)
    {
        var number = 0;
        var hasBegun = false;
        await foreach (var text in File.ReadLinesAsync(file, Encoding.UTF8, cancellationToken))
        {
            number++;
            var line = AuditExportLine.TryParse(text);
            var fault = line switch
            {
                { Anchor: { } anchor } when !hasBegun => verifier.Begin(anchor.ToAnchor()),
                { Entry: { } entry } when hasBegun => verifier.Next(entry.ToEntry()),
                { End: { } end } when hasBegun => verifier.End(end.Number, end.Hash),
                _ => throw new StoreFormatException($"Line {number} of {file} is none of an export of the audit in JSON lines."),
            };
            hasBegun = true;
            if (fault is not null || line.End is not null)
            {
                return fault;
            }
        }

        throw new StoreFormatException($"{file} was cut off: its last line is missing.");
    }

    /// <summary>The heads in files, or in the files of folders.</summary>
    /// <param name="paths">The files and folders.</param>
    /// <param name="sealer">Knows the keys.</param>
    /// <param name="heads">Takes the heads.</param>
    /// <returns>What is wrong with one of them; null for nothing.</returns>
    public static AuditFault? ReadHeads(IEnumerable<string> paths, AuditSealer sealer, List<SignedHead> heads)
    {
        foreach (var file in paths.SelectMany(FilesOf))
        {
            foreach (var (index, line) in File.ReadLines(file).Index())
            {
                if (SignedHead.TryParse(line) is not { } head || !sealer.IsSound(head))
                {
                    return new AuditFault(0, "head", $"Line {index + 1} of {file} is no head, or was signed with another key.");
                }

                heads.Add(head);
            }
        }

        return null;
    }

    /// <summary>What seals, by the keys of the configuration.</summary>
    /// <exception cref="CommandException">There are none.</exception>
    public static AuditSealer SealerOf(SwitchboardOptions options) => options.Audit is { Key: "", KeyFile: "" }
        ? throw new CommandException(ExitCodes.InvalidConfiguration, "The configuration has no key of the audit: set audit.key or audit.keyFile, as the server has it.")
        : new AuditSealer(AuditKeys.From(options.Audit));

    private static IEnumerable<string> FilesOf(string path)
        => Directory.Exists(path) ? Directory.EnumerateFiles(path, "audit-heads-*.jsonl").Order(StringComparer.Ordinal) : [path];

    private static async Task<AuditFault?> VerifyAsync(DbConnection connection, AuditVerifier verifier)
    {
        var chain = await connection.ReadChainAsync(AuditSql.Chain) ?? new AuditChainRow();
        if (chain.IsDamaged)
        {
            return new AuditFault(0, "changed", "The row of the chain itself was changed: it has what the server cannot have written.");
        }

        if (verifier.Begin(chain.Anchor) is { } wrong)
        {
            return wrong;
        }

        await foreach (var row in connection.StreamEntriesAsync(AuditSql.All))
        {
            if (verifier.Next(row.ToEntry()) is { } fault)
            {
                return fault;
            }
        }

        return verifier.End(chain.Number, chain.Hash);
    }
}
