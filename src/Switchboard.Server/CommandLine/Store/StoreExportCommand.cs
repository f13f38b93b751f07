using System.CommandLine;
using Switchboard.Storage.Maintenance;

namespace Switchboard.Server.CommandLine.Store;

/// <summary><c>switchboard store export</c>: writes the store as lines of JSON.</summary>
internal static class StoreExportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var target = new Argument<string>("file") { Description = "The file to make. There must be none of that name." };
        var command = new Command("export", "Writes the store, as it is at one moment, as lines of JSON that either database imports; the server may run meanwhile.");
        command.Arguments.Add(target);
        return StoreAction.Set(command, async (database, result, cancellationToken) =>
        {
            await using var output = new FileStream(result.GetRequiredValue(target), FileMode.CreateNew, FileAccess.Write, FileShare.None, 65_536);
            var counts = await StoreExport.WriteAsync(database, output, cancellationToken);
            await result.InvocationConfiguration.Output.WriteLineAsync($"Exported {counts}.");
            return ExitCodes.Success;
        });
    }
}
