using System.Collections.ObjectModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Switchboard.Connections;
using Switchboard.Extensibility;

namespace Switchboard.Identity.Audit;

/// <summary>Lets refusals that repeat share an entry: who guesses a thousand times a second must not fill the store.</summary>
/// <remarks>
/// Of a kind are those of one actor, party behind an address, operation, target and result. Somebody who asks for ever other things is told of by a few kinds,
/// and the rest is counted as one; so is what comes of ever other addresses.
/// </remarks>
internal sealed class AuditRepeats(TimeProvider time)
{
    /// <summary>How many kinds of one actor and address are told apart at a time.</summary>
    public const int MaxKindsOfSource = 10;

    /// <summary>How many kinds are told apart at a time.</summary>
    public const int MaxKinds = 1000;

    /// <summary>What stands for texts that are not told apart.</summary>
    public const string Various = "various";

    private const string Refused = ".refused";

    private static readonly TimeSpan _period = TimeSpan.FromMinutes(1);

    private static readonly IReadOnlyDictionary<string, string> _nothing = ReadOnlyDictionary<string, string>.Empty;

    private readonly Lock _lock = new();
    private readonly Dictionary<Kind, Repeat> _kinds = [];
    private readonly Dictionary<Source, int> _sources = [];

    /// <summary>Whether an event is to be written now: all but a refusal of a kind that was written a moment ago, or that is not told apart. That is counted.</summary>
    public bool IsNew(AuditEvent audited)
    {
        if (!audited.Action.EndsWith(Refused, StringComparison.Ordinal))
        {
            return true;
        }

        lock (_lock)
        {
            var kind = Kind.Of(audited);
            if (_kinds.TryGetValue(kind, out var repeat))
            {
                repeat.Count++;
                return false;
            }

            var source = Source.Of(audited);
            if (_kinds.Count >= MaxKinds)
            {
                Count(audited with { Actor = Various, Address = "", Target = "", Result = Various, Details = _nothing });
                return false;
            }

            ref var ofSource = ref CollectionsMarshal.GetValueRefOrAddDefault(_sources, source, out _);
            if (ofSource >= MaxKindsOfSource)
            {
                Count(audited with { Target = "", Result = Various, Details = _nothing });
                return false;
            }

            ofSource++;
            _kinds[kind] = new Repeat(audited, source, time.GetTimestamp());
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
                Remove(kind, repeat);
                if (repeat.Count > 0)
                {
                    taken.Add(repeat.ToEvent());
                }
            }

            return taken;
        }
    }

    // Of these the first is written with the others: it says nothing by itself.
    private void Count(AuditEvent folded)
    {
        var kind = Kind.Of(folded);
        if (!_kinds.TryGetValue(kind, out var repeat))
        {
            _kinds[kind] = repeat = new Repeat(folded, null, time.GetTimestamp());
        }

        repeat.Count++;
    }

    private void Remove(Kind kind, Repeat repeat)
    {
        _kinds.Remove(kind);
        if (repeat.Source is { } source && --CollectionsMarshal.GetValueRefOrNullRef(_sources, source) == 0)
        {
            _sources.Remove(source);
        }
    }

    private readonly record struct Kind(string Action, string Operation, string Actor, AddressKey Address, string Target, string Result)
    {
        public static Kind Of(AuditEvent audited)
            => new(audited.Action, audited.Details.GetValueOrDefault("operation", ""), audited.Actor, AddressKey.Of(audited.Address), audited.Target, audited.Result);
    }

    private readonly record struct Source(string Action, string Actor, AddressKey Address)
    {
        public static Source Of(AuditEvent audited) => new(audited.Action, audited.Actor, AddressKey.Of(audited.Address));
    }

    private sealed class Repeat(AuditEvent first, Source? source, long since)
    {
        public Source? Source => source;

        public long Since => since;

        public long Count { get; set; }

        public AuditEvent ToEvent()
        {
            var details = first.Details.ToDictionary(StringComparer.Ordinal);
            details["repeated"] = Count.ToString(CultureInfo.InvariantCulture);
            return first with { Details = details };
        }
    }
}
