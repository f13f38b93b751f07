using System.CommandLine;
using System.Globalization;
using Switchboard.Configuration;
using Switchboard.Identity.Audit;
using Switchboard.Server.CommandLine.Output;
using Switchboard.Server.CommandLine.Store;
using Switchboard.Storage;

namespace Switchboard.Server.CommandLine.Audit;

/// <summary><c>switchboard audit verify</c>.</summary>
internal static class AuditVerifyCommand
{
    private static readonly Option<string[]> _heads = new("--heads")
    {
        Description = "A file of signed heads, or a folder of them: what was cut off since is missed. Without it, audit.headsPath. Can be repeated.",
        HelpName = "PATH",
        DefaultValueFactory = static _ => [],
    };

    private static readonly Option<string?> _export = new("--export") { Description = "Verifies this export (JSON lines) in place of the store.", HelpName = "FILE" };

    private static readonly Option<bool> _json = new("--json") { Description = "Prints lines of JSON: sound, entries and heads; number, problem and message where it is not." };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("verify", $"Verifies the audit of the store, or of an export, and names the first entry that is wrong. The server may run meanwhile. Exit code {ExitCodes.Tampered} where one is.")
        {
            _heads,
            _export,
            _json,
        };
        var configuration = new ConfigurationArguments();
        configuration.AddTo(command);
        command.SetAction((result, cancellationToken) => result.GetValue(_export) is { } export
            ? RunAsync(result, configuration, export, cancellationToken)
            : StoreAction.RunAsync(
                result,
                configuration.Read(result),
                (database, options, parsed, cancelled) => RunAsync(parsed, options, verifier => AuditSource.VerifyAsync(database, verifier, cancelled)),
                makesStore: false,
                cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, ConfigurationArguments configuration, string export, CancellationToken cancellationToken)
    {
        var reading = configuration.Read(result);
        if (reading.Problems.Count > 0)
        {
            ConfigurationReport.WriteText(result.InvocationConfiguration.Error, reading.Problems);
            return ExitCodes.InvalidConfiguration;
        }

        try
        {
            return await RunAsync(result, reading.Options, verifier => AuditSource.VerifyAsync(export, verifier, cancellationToken));
        }
        catch (Exception exception) when (exception is StoreFormatException or IOException or UnauthorizedAccessException)
        {
            await result.InvocationConfiguration.Error.WriteLineAsync($"switchboard: {exception.Message}");
            return ExitCodes.Failure;
        }
    }

    private static async Task<int> RunAsync(ParseResult result, SwitchboardOptions options, Func<AuditVerifier, Task<AuditFault?>> verify)
    {
        try
        {
            var sealer = AuditSource.SealerOf(options);
            var heads = new List<SignedHead>();
            var fault = AuditSource.ReadHeads(HeadsOf(result, options), sealer, heads);
            var verifier = new AuditVerifier(sealer, heads);
            fault ??= await verify(verifier);
            Report(result, verifier, heads.Count, fault);
            return fault is null ? ExitCodes.Success : ExitCodes.Tampered;
        }
        catch (CommandException exception)
        {
            await result.InvocationConfiguration.Error.WriteLineAsync($"switchboard: {exception.Message}");
            return exception.ExitCode;
        }
    }

    private static string[] HeadsOf(ParseResult result, SwitchboardOptions options)
        => result.GetValue(_heads) is { Length: > 0 } given ? given : options.Audit.HeadsPath is { Length: > 0 } path && Path.Exists(path) ? [path] : [];

    private static void Report(ParseResult result, AuditVerifier verifier, int heads, AuditFault? fault)
    {
        var output = result.InvocationConfiguration.Output;
        if (result.GetValue(_json))
        {
            output.WriteLine(JsonText.Object(writer =>
            {
                writer.WriteBoolean("sound", fault is null);
                writer.WriteNumber("entries", verifier.Count);
                writer.WriteNumber("heads", heads);
                if (fault is not null)
                {
                    writer.WriteNumber("number", fault.Number);
                    writer.WriteString("problem", fault.Problem);
                    writer.WriteString("message", fault.Message);
                }
            }));
            return;
        }

        output.WriteLine(Printable.Of(fault?.Message ?? string.Create(
            CultureInfo.InvariantCulture,
            $"The audit is sound: {verifier.Count} {(verifier.Count == 1 ? "entry" : "entries")}, compared with {heads} signed {(heads == 1 ? "head" : "heads")}.{(heads == 0 ? " Without heads, entries that were cut off at the end are not missed." : "")}")));
    }
}
