using Microsoft.Extensions.DependencyInjection;
using Switchboard.Boards;
using Switchboard.Commands;
using Switchboard.Diagnostics;

namespace Switchboard.Hosting;

/// <summary>Adds what boards need.</summary>
internal static class BoardServiceCollectionExtensions
{
    /// <summary>Adds reading and changing boards, and what looks after holds.</summary>
    public static void AddBoards(this IServiceCollection services)
    {
        services.AddSingleton<BoardPermits>();
        services.AddSingleton<BoardAlarm>();
        services.AddSingleton<BoardStore>();
        services.AddSingleton<BoardRegistry>();
        services.AddSingleton<BoardMetrics>();
        services.AddSingleton<BoardKeeper>();
        services.AddSingleton<BoardManager>();
        services.AddSingleton<BoardReader>();
        services.AddSingleton<BoardServices>();
        services.AddSingleton<BoardDueLines>();
        services.AddSingleton<BoardHolds>();
        services.AddHostedService<BoardService>();
    }
}

/// <summary>Looks after the holds of boards.</summary>
internal sealed class BoardService(BoardHolds holds, Supervisor supervisor) : LateService
{
    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken stopping) => supervisor.RunAsync("boards", holds.RunAsync, stopping);
}
