using System.Text;
using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Calls;

/// <summary>Calls' results in a database.</summary>
internal sealed class DurableCallResultStore(CommitQueue commits, TimeProvider time) : IDurableCallResultStore
{
    private const int RowBytes = 128;

    private readonly StatementHandler _handler = new();

    /// <inheritdoc/>
    public ValueTask<CallResult?> BeginAsync(string key, TimeSpan rememberFor, CancellationToken cancellationToken)
        => SubmitAsync(key, 0, session => BeginAsync(session, BytesOf(key), rememberFor), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask EndAsync(string key, CallResult result, TimeSpan rememberFor, CancellationToken cancellationToken)
        => await SubmitAsync(key, result.Data.Length, session => EndAsync(session, BytesOf(key), result, rememberFor), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ForgetAsync(string key, CancellationToken cancellationToken)
        => await SubmitAsync(key, 0, session => ExecuteAsync(session, CallResultSql.Forget, new { key = BytesOf(key) }), cancellationToken);

    private async ValueTask<TResult> SubmitAsync<TResult>(
        string key, int dataBytes, Func<WriteSession, Task<TResult>> execute, CancellationToken cancellationToken)
        => await commits.SubmitAsync(new StatementWrite<TResult>(_handler, RowBytes + key.Length + dataBytes, execute), cancellationToken);

    /// <summary>Notes that a call begins. The result is what is known of its key; null for nothing.</summary>
    private async Task<CallResult?> BeginAsync(WriteSession session, byte[] key, TimeSpan rememberFor)
    {
        var now = Now();
        var begin = new { key, nothing = Array.Empty<byte>(), until = now + (long)rememberFor.TotalMilliseconds, now };
        if (await ExecuteAsync(session, CallResultSql.Begin, begin) > 0)
        {
            return null;
        }

        var row = (await session.Connection.QueryRowAsync<CallResultRow>(CallResultSql.Find, new { key }, session.Transaction))!;
        return row.ToResult();
    }

    private Task<int> EndAsync(WriteSession session, byte[] key, CallResult result, TimeSpan rememberFor)
    {
        var row = CallResultRow.From(result);
        var until = Now() + (long)rememberFor.TotalMilliseconds;
        return ExecuteAsync(session, CallResultSql.End, new { key, row.ErrorCode, row.ErrorMessage, row.IsTemporary, row.Data, until });
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    // Keys are kept as bytes: text in PostgreSQL cannot hold every character.
    private static byte[] BytesOf(string key) => Encoding.UTF8.GetBytes(key);

    private static Task<int> ExecuteAsync(WriteSession session, string sql, object parameters)
        => session.Connection.ExecuteAsync(sql, parameters, session.Transaction);
}
