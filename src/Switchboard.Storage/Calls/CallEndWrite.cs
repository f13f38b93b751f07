using Switchboard.Extensibility;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Calls;

/// <summary>Notes what a call came to.</summary>
internal sealed class CallEndWrite(CallResultWriter writer, string key, CallResult result, TimeSpan rememberFor)
    : CallResultWrite<bool>(writer, key, result.Data.Length)
{
    /// <inheritdoc/>
    protected override async ValueTask<bool> RunAsync(WriteSession session, long now)
    {
        var row = CallResultRow.Of(result);
        var end = new { key = Key, row.ErrorCode, row.ErrorMessage, row.IsTemporary, row.Data, until = now + (long)rememberFor.TotalMilliseconds };
        return await ExecuteAsync(session, CallResultSql.End, end) > 0;
    }
}
