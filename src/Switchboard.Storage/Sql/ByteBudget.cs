namespace Switchboard.Storage.Sql;

/// <summary>Counts the bytes of an answer. What comes first always fits, so that reading goes on.</summary>
internal sealed class ByteBudget(long most)
{
    private long _taken;

    /// <summary>Takes room. False where there is none left.</summary>
    public bool TryTake(int bytes)
    {
        var isFirst = _taken == 0;
        _taken += bytes;
        return isFirst || _taken <= most;
    }
}
