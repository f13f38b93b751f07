using System.CommandLine;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Boards;

/// <summary><c>switchboard board</c>: boards, their lines and their history.</summary>
internal static class BoardCommands
{
    private const int MaxPage = 1000;

    private static readonly Column[] _ofBoards = ["channel", "title", "lines", Column.Texts("persons")];

    /// <summary>Makes the command.</summary>
    public static Command Create() => new("board", "Lines that people take and free: boards, their lines and their history.")
    {
        new BoardCreateCommand(),
        new ApiCommand("change", "Changes the title, the persons or the lines of a board. Holds go on.", lines: "added, renamed, removed and lines", BoardFields.OfChange())
        {
            MethodOf = static _ => "board_change",
            Print = BoardText.PrintChanges,
        },
        new ApiCommand("delete", "Removes a board with all its lines. Its history stays.", lines: "added, renamed, removed and lines", [BoardFields.Channel(), BoardFields.Force()])
        {
            MethodOf = static _ => "board_delete",
            Print = BoardText.PrintChanges,
        },
        new PagedCommand("list", "Lists the boards.", lines: "the boards as docs/http-api.md describes them", [], Limit("boards"))
        {
            MethodOf = static _ => "boards",
            Entries = static page => page.Items("boards"),
            Columns = _ofBoards,
        },
        Act("take", "board_take", "Takes a line, or renews a hold.", [BoardFields.For(), Field.Flag("--take-over", "Also from somebody else who holds it."), BoardFields.Note()]),
        Act("free", "board_free", "Frees a line.", [BoardFields.For(), BoardFields.Note()]),
        Act("note", "board_note", "Writes the note of a line; \"\" for none.", [BoardFields.NoteArgument()]),
        new PagedCommand("history", "Prints the changes of a board, the newest at the beginning.", lines: "the changes as docs/http-api.md describes them", BoardFields.OfHistory(), Limit("changes"))
        {
            MethodOf = static _ => "board_history",
            Entries = static page => page.Items("changes"),
            Columns = BoardText.OfHistory,
        },
        new BoardExportCommand(),
        new BoardWatchCommand(),
    };

    private static ApiCommand Act(string name, string method, string summary, Field[] fields)
        => new(name, summary, lines: "the line as docs/http-api.md describes it", [BoardFields.Channel(), BoardFields.Line(), .. fields, .. BoardFields.Conditions()])
        {
            MethodOf = _ => method,
            Print = BoardText.PrintLine,
        };

    private static PageLimit Limit(string what) => new(100, $"The most {what} to list; 0 lists all.", $"There are more {what}; --limit 0 lists all.") { MaxPage = MaxPage };
}
