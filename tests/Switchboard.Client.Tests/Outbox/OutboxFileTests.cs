using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;

namespace Switchboard.Client.Tests.Outbox;

public sealed class OutboxFileTests : IAsyncDisposable
{
    private readonly OutboxBench _bench = new();

    [Fact]
    public async Task Open_SecondOutbox_IsToldThatTheFileIsInUse()
    {
        var first = _bench.Create(new ScriptedHub());
        await OutboxBench.PublishAsync(first, "1");

        var second = _bench.Create(new ScriptedHub());
        await AssertFailsAsync(second, OutboxFailure.InUse);
        await first.CloseAsync();

        await OutboxBench.PublishAsync(second, "2");
        Assert.Equal(2, second.Count);
    }

    [Fact]
    public async Task Open_NoSqliteFile_IsToldThatItIsDamaged()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_bench.File)!);
        await File.WriteAllTextAsync(_bench.File, new string('x', 10_000), OutboxBench.Cancelled);

        await AssertFailsAsync(_bench.Create(new ScriptedHub()), OutboxFailure.Corrupt);

        Assert.Equal(10_000, new FileInfo(_bench.File).Length);
    }

    [Fact]
    public async Task Open_DamagedOutbox_IsToldThatItIsDamaged()
    {
        var first = _bench.Create(new ScriptedHub());
        await OutboxBench.PublishAsync(first, Enumerable.Range(0, 100).Select(number => new string('x', 1000) + number));
        await first.CloseAsync();
        var bytes = await File.ReadAllBytesAsync(_bench.File, OutboxBench.Cancelled);
        bytes.AsSpan(8192, 40_000).Fill(0xA5);
        await File.WriteAllBytesAsync(_bench.File, bytes, OutboxBench.Cancelled);

        await AssertFailsAsync(_bench.Create(new ScriptedHub()), OutboxFailure.Corrupt);
    }

    [Theory]
    [InlineData("CREATE TABLE other (id INTEGER)")]
    [InlineData("PRAGMA application_id = 7")]
    [InlineData("PRAGMA application_id = 0x53424F58; PRAGMA user_version = 2")]
    public async Task Open_AnotherFormat_IsToldAndLeftAlone(string sql)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_bench.File)!);
        Execute(sql);

        await AssertFailsAsync(_bench.Create(new ScriptedHub()), OutboxFailure.UnknownFormat);

        Execute("CREATE TABLE items (id INTEGER)");
    }

    [Fact]
    public async Task Open_PathThatCannotBe_IsToldSo()
    {
        var outbox = _bench.Create(new ScriptedHub(), options => options.Path = "/dev/null/outbox.db");

        await AssertFailsAsync(outbox, OutboxFailure.Unavailable);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task File_IsNobodyElsesBusiness()
    {
        var outbox = _bench.Create(new ScriptedHub());
        await OutboxBench.PublishAsync(outbox, "1");

        Assert.All(
            Directory.GetFiles(Path.GetDirectoryName(_bench.File)!),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(_bench.File)!));
    }

    [Fact]
    public async Task Calls_AfterDisposal_AreTold()
    {
        var outbox = _bench.Create(ScriptedHub.Online());
        await OutboxBench.PublishAsync(outbox, "1");
        await outbox.CloseAsync();
        await outbox.CloseAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => OutboxBench.PublishAsync(outbox, "2"));
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private static async Task AssertFailsAsync(SwitchboardOutbox outbox, OutboxFailure failure)
    {
        var exception = await Assert.ThrowsAsync<OutboxException>(() => OutboxBench.PublishAsync(outbox, "1"));
        Assert.True(exception.Failure == failure, exception.ToString());
        Assert.Equal(failure, (await Assert.ThrowsAsync<OutboxException>(() => outbox.OpenAsync(OutboxBench.Cancelled))).Failure);
        Assert.Equal(0, outbox.Count);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_bench.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
