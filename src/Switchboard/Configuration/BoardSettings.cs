namespace Switchboard.Configuration;

/// <summary>What the boards of a namespace are like, resolved and frozen.</summary>
internal sealed record BoardSettings
{
    /// <inheritdoc cref="NamespaceOptions.BoardHolder"/>
    public required BoardHolder Holder { get; init; }

    /// <summary>How long a line is held unless its hold is renewed; null for ever.</summary>
    public required TimeSpan? MaxHold { get; init; }

    /// <summary>How long before the end of a hold its holder is reminded; null for never.</summary>
    public required TimeSpan? Reminder { get; init; }

    /// <summary>How many changes a client that comes back may have missed, to be sent them rather than everything.</summary>
    public required int RecoverableChanges { get; init; }

    /// <inheritdoc cref="NamespaceOptions.MapMaxEntries"/>
    public required int MaxLines { get; init; }

    /// <inheritdoc cref="NamespaceOptions.BoardMaxNameBytes"/>
    public required int MaxNameBytes { get; init; }

    /// <inheritdoc cref="NamespaceOptions.BoardMaxNoteBytes"/>
    public required int MaxNoteBytes { get; init; }

    /// <inheritdoc cref="NamespaceOptions.BoardMaxPersons"/>
    public required int MaxPersons { get; init; }

    /// <inheritdoc cref="NamespaceOptions.BoardMaxCsvBytes"/>
    public required int MaxCsvBytes { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowTake"/>
    public required Audience AllowTake { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowTakeOver"/>
    public required Audience AllowTakeOver { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowFree"/>
    public required Audience AllowFree { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowNote"/>
    public required Audience AllowNote { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowBoardHistory"/>
    public required Audience AllowHistory { get; init; }

    /// <inheritdoc cref="NamespaceOptions.AllowBoardManage"/>
    public required Audience AllowManage { get; init; }

    /// <summary>Resolves the options of a namespace.</summary>
    public static BoardSettings From(NamespaceOptions options) => new()
    {
        Holder = options.BoardHolder,
        MaxHold = SpanOf(options.BoardMaxHoldSeconds),
        Reminder = SpanOf(options.BoardReminderSeconds),
        RecoverableChanges = options.MapStreamSize,
        MaxLines = options.MapMaxEntries,
        MaxNameBytes = options.BoardMaxNameBytes,
        MaxNoteBytes = options.BoardMaxNoteBytes,
        MaxPersons = options.BoardMaxPersons,
        MaxCsvBytes = options.BoardMaxCsvBytes,
        AllowTake = options.AllowTake,
        AllowTakeOver = options.AllowTakeOver,
        AllowFree = options.AllowFree,
        AllowNote = options.AllowNote,
        AllowHistory = options.AllowBoardHistory,
        AllowManage = options.AllowBoardManage,
    };

    private static TimeSpan? SpanOf(int seconds) => seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;
}
