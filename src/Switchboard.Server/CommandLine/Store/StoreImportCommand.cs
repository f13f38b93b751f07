using System.CommandLine;
using Switchboard.Storage.Maintenance;

namespace Switchboard.Server.CommandLine.Store;

/// <summary><c>switchboard store import</c>: fills an empty store.</summary>
internal static class StoreImportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var source = new Argument<string>("file") { Description = "What export wrote." };
        var command = new Command("import", "Fills an empty store from an export: all of it, or nothing. The server must not run.");
        command.Arguments.Add(source);
        return StoreAction.Set(command, async (database, result, cancellationToken) =>
        {
            using var input = new StreamReader(result.GetRequiredValue(source));
            var counts = await StoreImport.ReadAsync(database, input, cancellationToken);
            await result.InvocationConfiguration.Output.WriteLineAsync($"Imported {counts}.");
            return ExitCodes.Success;
        });
    }
}
