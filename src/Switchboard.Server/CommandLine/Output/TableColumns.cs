namespace Switchboard.Server.CommandLine.Output;

/// <summary>Texts in rows, each column as wide as its longest.</summary>
internal sealed class TableColumns
{
    private const string Gap = "  ";

    // A line and a blank on either side of each column, and the last line.
    private const int BorderWidth = 3;

    private readonly IReadOnlyList<IReadOnlyList<string>> _rows;
    private readonly int[] _widths;

    /// <param name="rows">The rows, all with as many cells; the first has the headers.</param>
    public TableColumns(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        _rows = rows;
        _widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
    }

    /// <summary>How wide they are with borders around.</summary>
    public int WidthWithBorders => _widths.Sum(static width => width + BorderWidth) + 1;

    /// <summary>Writes them without.</summary>
    public void WriteTo(TextWriter writer)
    {
        foreach (var row in _rows)
        {
            writer.WriteLine(string.Join(Gap, row.Select((cell, column) => cell.PadRight(_widths[column]))).TrimEnd());
        }
    }
}
