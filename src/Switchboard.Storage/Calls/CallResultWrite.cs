using System.Text;
using Dapper;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Calls;

/// <summary>A write that concerns the call of one key.</summary>
internal abstract class CallResultWrite<TResult>(CallResultWriter writer, string key, int dataBytes) : StoreWrite<TResult>, ICallResultWrite
{
    private const int RowBytes = 128;

    private TResult? _result;

    /// <inheritdoc/>
    public override IWriteHandler Handler => writer;

    /// <inheritdoc/>
    public override int Bytes => RowBytes + key.Length + dataBytes;

    /// <summary>The key as the table has it: text there could not hold every character.</summary>
    protected byte[] Key { get; } = Encoding.UTF8.GetBytes(key);

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(WriteSession session, long now) => _result = await RunAsync(session, now);

    /// <inheritdoc/>
    public void Complete() => Complete(_result!);

    /// <summary>Carries it out.</summary>
    protected abstract ValueTask<TResult> RunAsync(WriteSession session, long now);

    /// <summary>Runs a statement, and counts the rows that it changed.</summary>
    protected static async ValueTask<int> ExecuteAsync(WriteSession session, string sql, object parameters)
        => await session.Connection.ExecuteAsync(sql, parameters, session.Transaction);
}
