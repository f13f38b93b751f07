using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Storage.Tests.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgreSqlCluster))]

namespace Switchboard.Storage.Tests.Support;

/// <summary>A PostgreSQL server of these tests' own: its data in a folder of its own, at a free port of loopback. It is made when a test first asks for it.</summary>
public sealed class PostgreSqlCluster : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly string? _programs = FindPrograms();
    private DirectoryInfo? _folder;
    private int _port;
    private int _schemas;

    /// <summary>Skips the test where there is no PostgreSQL. test.sh installs it.</summary>
    public void SkipIfMissing() => Assert.SkipUnless(_programs is not null, "PostgreSQL is not installed (Debian: postgresql).");

    /// <summary>A place of its own for a test: the connection string of an empty schema.</summary>
    public async Task<string> CreateSchemaAsync()
    {
        SkipIfMissing();
        await EnsureStartedAsync();
        var schema = string.Create(CultureInfo.InvariantCulture, $"s{Interlocked.Increment(ref _schemas)}");
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE SCHEMA {schema}", connection);
        await command.ExecuteNonQueryAsync();
        return $"{ConnectionString};Search Path={schema}";
    }

    /// <summary>Stops the server as its operator would in a hurry.</summary>
    public Task StopAsync() => ControlAsync("stop", "-m", "immediate");

    /// <summary>Starts it again, at the same place.</summary>
    public Task StartAsync() => ControlAsync(
        "start", "-w", "-t", "60", "-l", Path.Combine(_folder!.FullName, "log"), "-o", $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=60 -c max_prepared_transactions=5");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            await StopAsync();
            _folder.Delete(recursive: true);
        }

        _gate.Dispose();
    }

    private string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Pooling=false";

    private string DataFolder => Path.Combine(_folder!.FullName, "data");

    private async Task EnsureStartedAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_folder is null)
            {
                _folder = Directory.CreateTempSubdirectory("switchboard-postgres-");
                _port = UnusedPort.Find();
                await GiveAwayAsync(_folder.FullName);
                await RunAsync("initdb", "-D", DataFolder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C");
                await StartAsync();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private Task ControlAsync(string what, params string[] arguments) => RunAsync("pg_ctl", [what, "-D", DataFolder, .. arguments]);

    // PostgreSQL refuses to run as root.
    private static Task GiveAwayAsync(string folder)
        => Environment.IsPrivilegedProcess ? ExecuteAsync("chown", "postgres", folder) : Task.CompletedTask;

    private Task RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs!, program);
        return Environment.IsPrivilegedProcess ? ExecuteAsync("runuser", ["-u", "postgres", "--", path, .. arguments]) : ExecuteAsync(path, arguments);
    }

    private static async Task ExecuteAsync(string program, params string[] arguments)
    {
        // Its output is not redirected: the server that it starts would keep the pipe open.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments]) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static string? FindPrograms()
    {
        const string Versions = "/usr/lib/postgresql";
        return Directory.Exists(Versions)
            ? Directory.EnumerateDirectories(Versions).Select(static version => Path.Combine(version, "bin")).FirstOrDefault(static folder => File.Exists(Path.Combine(folder, "initdb")))
            : null;
    }
}
