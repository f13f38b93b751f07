using System.CommandLine;
using Switchboard.Storage.Maintenance;

namespace Switchboard.Server.CommandLine.Store;

/// <summary><c>switchboard store check</c>: looks for damage.</summary>
internal static class StoreCheckCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => StoreAction.Set(
        new Command("check", "Looks for damage and holes in the store; the server may run meanwhile. Exit code 1 where there is any."),
        static async (database, result, cancellationToken) =>
        {
            var problems = await StoreCheck.FindAsync(database, cancellationToken);
            var output = result.InvocationConfiguration.Output;
            foreach (var problem in problems)
            {
                await output.WriteLineAsync($"{problem.Subject}: {problem.Problem}.");
            }

            await output.WriteLineAsync(problems.Count == 0 ? "The store is sound." : $"Problems: {problems.Count}.");
            return problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
}
