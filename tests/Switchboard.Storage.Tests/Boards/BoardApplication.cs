using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Hosting;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Storage.Tests.Boards;

/// <summary>An application with a hub on SQLite or PostgreSQL, and boards in the namespace <c>board</c>. It can be stopped, and started again on the same store.</summary>
internal sealed class BoardApplication : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-boards-");
    private readonly Action<NamespaceOptions> _configure;
    private readonly string? _connectionString;
    private readonly Action<SwitchboardOptions> _also;
    private WebApplication? _application;

    private BoardApplication(Action<NamespaceOptions> configure, string? connectionString, Action<SwitchboardOptions> also)
        => (_configure, _connectionString, _also) = (configure, connectionString, also);

    public ISwitchboard Hub => _application!.Services.GetRequiredService<ISwitchboard>();

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<BoardApplication> StartAsync(Action<NamespaceOptions>? configure = null, string? connectionString = null, Action<SwitchboardOptions>? also = null)
    {
        var started = new BoardApplication(configure ?? (static _ => { }), connectionString, also ?? (static _ => { }));
        await started.StartAsync();
        return started;
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var switchboard = builder.Services.AddSwitchboard(options =>
        {
            var board = new NamespaceOptions { Type = ChannelType.Map, Board = true, Storage = StorageKind.Durable };
            _configure(board);
            options.Namespaces["board"] = board;
            options.Namespaces["map"] = new NamespaceOptions { Type = ChannelType.Map, Storage = StorageKind.Durable };
            options.Namespaces["default"] = new NamespaceOptions { Storage = StorageKind.Durable, HistorySize = 100 };
            _also(options);
        });
        _ = _connectionString is null
            ? switchboard.UseSqlite(store => store.Path = Path.Combine(_folder.FullName, "hub.db"))
            : switchboard.UsePostgreSql(store => store.ConnectionString = _connectionString);
        _application = builder.Build();
        _application.MapSwitchboard();
        await _application.StartAsync(Cancelled);
    }

    public async Task StopAsync()
    {
        await _application!.StopAsync(Cancelled);
        await _application.DisposeAsync();
        _application = null;
    }

    /// <summary>A line as it is; null where it is not there.</summary>
    public async Task<BoardLine?> FindAsync(string line, string channel = "board:a")
        => (await Hub.MapReadStateAsync(channel, new MapReadOptions { Key = line }, Cancelled)).Entries is [var entry] ? BoardLine.Read(entry) : null;

    /// <summary>All entries as they are, the board itself among them.</summary>
    public async Task<IReadOnlyList<Publication>> EntriesAsync()
    {
        var all = new List<Publication>();
        MapCursor? after = null;
        do
        {
            var page = await Hub.MapReadStateAsync("board:a", new MapReadOptions { After = after }, Cancelled);
            all.AddRange(page.Entries);
            after = page.Next;
        }
        while (after is not null);
        return all;
    }

    /// <summary>All changes, oldest first.</summary>
    public async Task<IReadOnlyList<BoardLine>> HistoryAsync(BoardHistoryOptions? options = null)
    {
        var all = new List<BoardLine>();
        string? cursor = null;
        do
        {
            var page = await Hub.BoardHistoryAsync("board:a", (options ?? BoardHistoryOptions.Default) with { OldestFirst = true, Cursor = cursor, Limit = 7 }, Cancelled);
            all.AddRange(page.Changes);
            cursor = page.Cursor;
        }
        while (cursor is not null);
        return all;
    }

    /// <summary>Waits until a line is as it is to be.</summary>
    public async Task<BoardLine> UntilAsync(string line, Func<BoardLine, bool> condition, string channel = "board:a")
    {
        BoardLine? found = null;
        await UntilAsync(async () => (found = await FindAsync(line, channel)) is not null && condition(found));
        return found!;
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while (!await condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await StopAsync();
        }

        _folder.Delete(recursive: true);
    }
}
