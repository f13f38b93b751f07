using Switchboard.Extensibility;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Calls;

/// <summary>Notes that a call begins, unless its key is known. The result is what is known of it.</summary>
internal sealed class CallBeginWrite(CallResultWriter writer, string key, TimeSpan rememberFor) : CallResultWrite<CallResult?>(writer, key, dataBytes: 0)
{
    /// <inheritdoc/>
    protected override async ValueTask<CallResult?> RunAsync(WriteSession session, long now)
    {
        var begin = new { key = Key, nothing = Array.Empty<byte>(), until = now + (long)rememberFor.TotalMilliseconds, now };
        if (await ExecuteAsync(session, CallResultSql.Begin, begin) > 0)
        {
            return null;
        }

        var row = (await session.Connection.QueryRowAsync<CallResultRow>(CallResultSql.Find, new { key = Key }, session.Transaction))!;
        return row.ToResult();
    }
}
