using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchboard;

/// <summary>A line of a board as its map entry has it, or, under the key <see cref="BoardKey"/>, the board itself.</summary>
public sealed record BoardEntry
{
    /// <summary>The key of the entry that is the board itself, with its title and persons.</summary>
    public const string BoardKey = "$board";

    /// <summary>The tag of a removal that has the entry as JSON, as it would be: a removal itself has no data.</summary>
    public const string RemovalTag = "change";

    /// <summary>The title of the board; null for lines, and where there is none.</summary>
    public string? Title { get; init; }

    /// <summary>Those whom lines may be taken for, where the namespace says <c>boardHolder: named</c>; null for lines, and for anybody.</summary>
    public IReadOnlyList<string>? Persons { get; init; }

    /// <summary>The name of what the line belongs to; null for the board itself.</summary>
    public string? Main { get; init; }

    /// <summary>The name of the line within that; null where it has none.</summary>
    public string? Sub { get; init; }

    /// <summary>Who holds it: a user id, or with <c>boardHolder: named</c> a name; null where it is free.</summary>
    public string? Holder { get; init; }

    /// <summary>Who made the hold, as the audit names actors: <c>user:42</c>, <c>key:crm</c>, <c>server</c>; null where it is free.</summary>
    public string? By { get; init; }

    /// <summary>Since when it is held; null where it is free.</summary>
    [JsonConverter(typeof(UnixTimeConverter))]
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the hub frees it, unless the hold is renewed; null for never.</summary>
    [JsonConverter(typeof(UnixTimeConverter))]
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether the hold ends soon: its holder was reminded.</summary>
    public bool EndsSoon { get; init; }

    /// <summary>The note; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>What made it so.</summary>
    public BoardChange Change { get; init; } = new();

    /// <summary>Reads an entry. Null where it is none.</summary>
    /// <param name="json">The payload.</param>
    public static BoardEntry? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            var entry = json.IsEmpty ? null : JsonSerializer.Deserialize(json.Span, BoardJsonContext.Default.BoardEntry);
            return entry is { Change: null } ? entry with { Change = new BoardChange() } : entry;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the entry as JSON, on one line.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, BoardJsonContext.Default.BoardEntry);
}

/// <summary>A change of a line or of a board: who did what, and what was before.</summary>
public sealed record BoardChange
{
    /// <summary>What was done, one of <see cref="BoardActions"/>.</summary>
    public string Op { get; init; } = "";

    /// <summary>Who did it, as the audit names actors: <c>user:42</c>, <c>key:crm</c>, <c>server</c>, <c>anonymous</c>; <c>hub</c> for the hub itself.</summary>
    public string By { get; init; } = "";

    /// <summary>Whom it was done for, where that is said; null else.</summary>
    public string? For { get; init; }

    /// <summary>Who held the line before; null where nobody did.</summary>
    public string? Before { get; init; }

    /// <summary>Since when; null where nobody did.</summary>
    [JsonConverter(typeof(UnixTimeConverter))]
    public DateTimeOffset? BeforeSince { get; init; }

    /// <summary>How long, where the hold ended by this; null else.</summary>
    [JsonPropertyName("held_ms")]
    [JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan? Held { get; init; }

    /// <summary>Why, in a word: <c>expired</c>, or <c>removed</c>; null where the action says it.</summary>
    public string? Reason { get; init; }

    /// <summary>The former <see cref="BoardEntry.Main"/> of a line that was renamed, or title of a board; null else.</summary>
    public string? BeforeMain { get; init; }

    /// <summary>The former <see cref="BoardEntry.Sub"/> of a line that was renamed; null else, and where it had none.</summary>
    public string? BeforeSub { get; init; }
}

/// <summary>What is done in boards, as <see cref="BoardChange.Op"/> names it.</summary>
public static class BoardActions
{
    /// <summary>The board was created, or a line added.</summary>
    public const string Create = "create";

    /// <summary>A free line was taken.</summary>
    public const string Take = "take";

    /// <summary>A line was taken from its holder.</summary>
    public const string TakeOver = "take_over";

    /// <summary>A hold was renewed: it ends later.</summary>
    public const string Renew = "renew";

    /// <summary>A line was freed: by somebody, or by the hub where its hold had ended (<see cref="BoardChange.Reason"/> <c>expired</c>).</summary>
    public const string Free = "free";

    /// <summary>A note was written or cleared.</summary>
    public const string Note = "note";

    /// <summary>The holder was reminded that the hold ends soon.</summary>
    public const string Remind = "remind";

    /// <summary>A line or the board has other names, or the board other persons.</summary>
    public const string Rename = "rename";

    /// <summary>A line or the board was removed.</summary>
    public const string Remove = "remove";

    /// <summary>The entry was changed by something else than the operations of boards, such as while the namespace had none.</summary>
    public const string Unknown = "unknown";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Create, Take, TakeOver, Renew, Free, Note, Remind, Rename, Remove, Unknown];
}
