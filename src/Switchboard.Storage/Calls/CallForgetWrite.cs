using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Calls;

/// <summary>Forgets a call that had no effect.</summary>
internal sealed class CallForgetWrite(CallResultWriter writer, string key) : CallResultWrite<bool>(writer, key, dataBytes: 0)
{
    /// <inheritdoc/>
    protected override async ValueTask<bool> RunAsync(WriteSession session, long now) => await ExecuteAsync(session, CallResultSql.Forget, new { key = Key }) > 0;
}
