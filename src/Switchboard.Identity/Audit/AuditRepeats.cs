using System.Globalization;
using Switchboard.Extensibility;

namespace Switchboard.Identity.Audit;

/// <summary>Lets refusals that repeat share an entry: who guesses a thousand times a second must not fill the store.</summary>
internal sealed class AuditRepeats(TimeProvider time)
{
    private const string Refused = ".refused";

    // Beyond these, each is an entry of its own.
    private const int MaxKinds = 10_000;

    private static readonly TimeSpan _period = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Action, string Actor, string Address, string Result), Repeat> _kinds = [];

    /// <summary>Whether an event is to be written: all but a refusal that was written a moment ago, from the same address and for the same reason. That is counted.</summary>
    public bool IsNew(AuditEvent audited)
    {
        if (!audited.Action.EndsWith(Refused, StringComparison.Ordinal))
        {
            return true;
        }

        lock (_lock)
        {
            var kind = (audited.Action, audited.Actor, audited.Address, audited.Result);
            if (_kinds.TryGetValue(kind, out var repeat))
            {
                repeat.Count++;
                return false;
            }

            if (_kinds.Count < MaxKinds)
            {
                _kinds[kind] = new Repeat(audited, time.GetTimestamp());
            }

            return true;
        }
    }

    /// <summary>What was counted, a minute after the first of its kind.</summary>
    /// <param name="all">Whether that of a shorter time counts, too.</param>
    public IReadOnlyList<AuditEvent> Take(bool all)
    {
        lock (_lock)
        {
            var taken = new List<AuditEvent>();
            foreach (var (kind, repeat) in _kinds.Where(entry => all || time.GetElapsedTime(entry.Value.Since) >= _period).ToArray())
            {
                _kinds.Remove(kind);
                if (repeat.Count > 0)
                {
                    var details = repeat.First.Details.ToDictionary(StringComparer.Ordinal);
                    details["repeated"] = repeat.Count.ToString(CultureInfo.InvariantCulture);
                    taken.Add(repeat.First with { Details = details });
                }
            }

            return taken;
        }
    }

    private sealed class Repeat(AuditEvent first, long since)
    {
        public AuditEvent First => first;

        public long Since => since;

        public long Count { get; set; }
    }
}
