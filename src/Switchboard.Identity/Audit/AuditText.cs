using System.Text;
using Switchboard.Extensibility;

namespace Switchboard.Identity.Audit;

/// <summary>Brings events into a form that every store can keep, however hostile what they tell of: texts are cut, and made text where they are none.</summary>
internal static class AuditText
{
    private const int NameBytes = 128;
    private const int TextBytes = 1024;
    private const int MaxDetails = 16;
    private const char Cut = '…';

    /// <summary>The event as it is kept.</summary>
    public static AuditEvent Normalize(AuditEvent audited) => audited with
    {
        Action = Of(audited.Action, NameBytes),
        Actor = Of(audited.Actor, TextBytes),
        Address = Of(audited.Address, NameBytes),
        Target = Of(audited.Target, TextBytes),
        Result = Of(audited.Result, NameBytes),
        Details = audited.Details.Count == 0 ? audited.Details : Of(audited.Details),
    };

    private static Dictionary<string, string> Of(IReadOnlyDictionary<string, string> details)
    {
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in details.Where(static detail => detail.Value.Length > 0).Take(MaxDetails))
        {
            kept[Of(name, NameBytes)] = Of(value, TextBytes);
        }

        return kept;
    }

    private static string Of(string text, int maxBytes)
    {
        var kept = new StringBuilder();
        var bytes = 0;

        // Runes that are none come as U+FFFD.
        foreach (var rune in text.EnumerateRunes())
        {
            var next = rune.Value == 0 ? Rune.ReplacementChar : rune;
            bytes += next.Utf8SequenceLength;
            if (bytes > maxBytes)
            {
                return kept.Append(Cut).ToString();
            }

            kept.Append(next.ToString());
        }

        return kept.ToString();
    }
}
