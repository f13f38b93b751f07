using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Schedules;

/// <summary>A write to schedules, without its result's type.</summary>
internal interface IScheduleWrite
{
    /// <summary>Writes. Called again where the transaction fails.</summary>
    Task ExecuteAsync(WriteSession session);

    /// <summary>Tells whoever waits.</summary>
    void Complete();
}
