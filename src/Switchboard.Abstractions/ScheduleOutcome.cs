namespace Switchboard;

/// <summary>What became of a wish to keep a schedule.</summary>
public enum ScheduleOutcome
{
    /// <summary>It is kept, in place of the one of the same name where there was one.</summary>
    Kept,

    /// <summary>Its owner has as many as it may.</summary>
    Full,

    /// <summary>The one of the same name is being carried out at this moment.</summary>
    UnderWay,
}
