using Switchboard.Configuration;

namespace Switchboard.Protocols;

/// <summary>Counts the calls of a connection that are under way, and bounds them. The hub counts calls, too, but only those that no hook is deciding about any more.</summary>
internal sealed class CallsUnderWay(SettingsHolder settings)
{
    private int _count;

    /// <summary>Counts a call in. False where there are too many: it is none then.</summary>
    public bool TryBegin()
    {
        var most = settings.Current.Calls.PendingPerConnection;
        if (Interlocked.Increment(ref _count) <= most || most <= 0)
        {
            return true;
        }

        End();
        return false;
    }

    /// <summary>Counts a call out.</summary>
    public void End() => Interlocked.Decrement(ref _count);
}
