using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests;

/// <summary>Who may read the files that the server and its commands make. Windows has no modes.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FileModeTests : IDisposable
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;
    private const UnixFileMode Wide = OwnerFile | UnixFileMode.GroupRead;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-modes-");

    private string Data => Path.Combine(_folder.FullName, "data");

    private string FilePath => Path.Combine(Data, "hub.db");

    [Fact]
    public async Task Store_FilesAndFolderThatItMakes_AreTheOwnersAlone()
    {
        await using var harness = Create();
        await harness.OpenAsync();
        await harness.AppendAsync("a");

        Assert.Equal(OwnerFolder, File.GetUnixFileMode(Data));
        Assert.Equal(["hub.db", "hub.db-shm", "hub.db-wal", "hub.db.lock"], Directory.GetFiles(Data).Select(Path.GetFileName).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(Directory.GetFiles(Data), static file => Assert.Equal(OwnerFile, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Store_FilesAndFolderThatAreThere_KeepTheirModes()
    {
        Directory.CreateDirectory(Data, OwnerFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        await using var harness = Create();
        await harness.OpenAsync();
        await harness.CloseAsync();
        File.SetUnixFileMode(FilePath, Wide);

        await harness.OpenAsync();
        await harness.AppendAsync("a");

        Assert.Equal(OwnerFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute, File.GetUnixFileMode(Data));
        Assert.All(["", "-wal", "-shm"], end => Assert.Equal(Wide, File.GetUnixFileMode(FilePath + end)));
    }

    [Fact]
    public async Task Commands_FilesThatTheyMake_AreTheOwnersAlone()
    {
        await using (var harness = Create())
        {
            await harness.OpenAsync();
            await harness.AppendAsync("a");
        }

        await RunAsync("store", "backup", "copy.db");
        await RunAsync("store", "export", "store.jsonl");
        await RunAsync("audit", "export", "audit.jsonl");

        Assert.All(["copy.db", "store.jsonl", "audit.jsonl"], file => Assert.Equal(OwnerFile, File.GetUnixFileMode(Path.Combine(_folder.FullName, file))));
    }

    [Fact]
    public async Task Backup_Fails_LeavesNoFile()
    {
        await using var database = new SqliteDatabase(new SqliteStoreOptions { Path = FilePath }, TimeProvider.System, NullLogger.Instance);

        await Assert.ThrowsAnyAsync<Exception>(() => database.BackUpAsync(Path.Combine(_folder.FullName, "copy.db"), StoreHarness.Cancelled));

        Assert.Empty(_folder.GetFiles());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private StoreHarness Create()
    {
        var options = new SqliteStoreOptions { Path = FilePath };
        return new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
    }

    private async Task RunAsync(params string[] arguments)
    {
        using var process = SwitchboardProcess.Start(_folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal), [.. arguments, "--set", "storage.path=data/hub.db"]);
        var result = await process.WaitAsync(StoreHarness.Cancelled);
        Assert.True(result.ExitCode == 0, result.Errors);
    }
}
