using System.Globalization;

namespace Switchboard.Storage.TransactionalOutbox;

/// <summary>Which transactions of PostgreSQL a look could see: all before <see cref="End"/> but those that were open then.</summary>
/// <param name="Text">As PostgreSQL writes it.</param>
/// <param name="End">The first transaction that had not begun.</param>
/// <param name="Open">The transactions that were open.</param>
internal sealed record OutboxSnapshot(string Text, string End, string[] Open)
{
    /// <summary>Reads what <c>pg_current_snapshot()</c> returns: <c>xmin:xmax:xip,xip</c>.</summary>
    public static OutboxSnapshot Parse(string text)
    {
        var parts = text.Split(':');
        return new OutboxSnapshot(text, ulong.Parse(parts[1], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture), parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries));
    }
}
