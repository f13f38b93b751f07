using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Calls;

/// <summary>A write that concerns a call's result.</summary>
internal interface ICallResultWrite
{
    /// <summary>Carries it out. May be called again where the transaction failed.</summary>
    ValueTask ExecuteAsync(WriteSession session, long now);

    /// <summary>Tells whoever waits.</summary>
    void Complete();
}
