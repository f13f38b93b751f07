using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <content>Boards: lines that people take and free, in durable map channels.</content>
public sealed partial class NamespaceOptions
{
    /// <summary>Whether its map channels are boards: the hub changes their entries by the operations of boards alone, and keeps every change.</summary>
    public bool Board { get; set; }

    /// <summary>How many days the changes of a board are kept, which are its audit.</summary>
    [Range(1, 3650)]
    public int BoardHistoryDays { get; set; } = 400;

    /// <summary>Who holds lines: the users who take them, or persons by name, for whom anybody acts who may take.</summary>
    public BoardHolder BoardHolder { get; set; }

    /// <summary>How long, in seconds, a line is held unless its hold is renewed: the hub frees it then. 0 is for ever.</summary>
    [Range(0, 31_536_000)]
    public int BoardMaxHoldSeconds { get; set; }

    /// <summary>How many seconds before a hold ends its holder is reminded. 0 reminds nobody. Must be below <see cref="BoardMaxHoldSeconds"/>.</summary>
    [Range(0, 31_536_000)]
    public int BoardReminderSeconds { get; set; }

    /// <summary>The longest title, name of a line and name of a person, in bytes of UTF-8.</summary>
    [Range(1, 1024)]
    public int BoardMaxNameBytes { get; set; } = 128;

    /// <summary>The longest note, in bytes of UTF-8.</summary>
    [Range(1, 8192)]
    public int BoardMaxNoteBytes { get; set; } = 1024;

    /// <summary>The most persons that a board lists.</summary>
    [Range(1, 10_000)]
    public int BoardMaxPersons { get; set; } = 500;

    /// <summary>The largest CSV that lines are read from, in bytes of UTF-8.</summary>
    [Range(1, 67_108_864)]
    public int BoardMaxCsvBytes { get; set; } = 4_194_304;

    /// <summary>Who may take lines, and free their own.</summary>
    public Audience AllowTake { get; set; } = Audience.Service;

    /// <summary>Who may take lines that somebody else holds, if they may take lines at all.</summary>
    public Audience AllowTakeOver { get; set; } = Audience.Service;

    /// <summary>Who may free lines that somebody else holds.</summary>
    public Audience AllowFree { get; set; } = Audience.Service;

    /// <summary>Who may write notes.</summary>
    public Audience AllowNote { get; set; } = Audience.Service;

    /// <summary>Who may read the changes of a board.</summary>
    public Audience AllowBoardHistory { get; set; } = Audience.Service;

    /// <summary>Who may create, change and delete boards.</summary>
    public Audience AllowBoardManage { get; set; } = Audience.Service;
}

/// <summary>Who holds the lines of a board.</summary>
public enum BoardHolder
{
    /// <summary>Users: each takes lines for itself, and services for anybody.</summary>
    Principal,

    /// <summary>Persons by name: whoever may take lines takes them for anybody, or for those whom the board lists.</summary>
    Named,
}
