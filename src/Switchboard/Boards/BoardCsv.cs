using System.Globalization;
using System.Text;
using CsvHelper;
using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Boards;

/// <summary>Reads lines out of CSV: <c>main;sub</c> or <c>main;sub;key</c>. What would be a formula elsewhere is text.</summary>
internal static class BoardCsv
{
    private const int MaxColumns = 3;

    /// <summary>Reads all lines, and where each stands; or says what is wrong, with line and column.</summary>
    public static Result<List<PlacedLine>> Read(string csv, BoardSettings rules, int maxLines)
    {
        if (Encoding.UTF8.GetByteCount(csv) is var bytes && bytes > rules.MaxCsvBytes)
        {
            return ErrorCodes.LimitExceeded with
            {
                Message = $"{ErrorCodes.LimitExceeded.Message}: csv has {bytes} bytes, and may have {rules.MaxCsvBytes} (boardMaxCsvBytes)",
                Details = new ErrorDetails { Reason = "boardMaxCsvBytes", Field = "csv", Limit = rules.MaxCsvBytes },
            };
        }

        var text = csv.StartsWith('\uFEFF') ? csv[1..] : csv;
        var options = new CsvReaderOptions
        {
            Separator = SeparatorOf(text),
            HasHeader = false,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            MaxRecordSize = rules.MaxCsvBytes,
            MalformedData = CsvMalformedDataHandling.Throw,
        };
        using var reader = CsvReader.FromText(text, options);
        try
        {
            return Read(reader, maxLines);
        }
        catch (CsvFormatException exception)
        {
            return InvalidField.Of("csv", $"line {exception.LineNumber} and those behind it cannot be read: a field with a quotation mark stands in quotation marks that are closed, and has its own doubled");
        }
    }

    /// <summary>What is wrong at a place.</summary>
    public static ErrorCode At(long row, int column, string problem)
        => InvalidField.Of("csv", string.Create(CultureInfo.InvariantCulture, $"line {row}, column {Math.Max(1, column)} {problem}"));

    private static Result<List<PlacedLine>> Read(CsvReader reader, int maxLines)
    {
        var lines = new List<PlacedLine>();
        while (reader.Read())
        {
            string[] fields = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString).Select(static field => field.Trim())];
            if (fields.All(static field => field.Length == 0) || (lines.Count == 0 && IsHeading(fields)))
            {
                continue;
            }

            if (fields.Length > MaxColumns)
            {
                return At(reader.LineNumber, MaxColumns + 1, "is one too many: a line has main, sub and perhaps its key");
            }

            if (lines.Count == maxLines)
            {
                return BoardErrors.TooManyLines(lines.Count + 1L, maxLines);
            }

            lines.Add(new PlacedLine(new BoardLineName(fields[0], fields.ElementAtOrDefault(1) ?? "") { Line = fields.ElementAtOrDefault(2) }, reader.LineNumber, -1));
        }

        return lines;
    }

    private static bool IsHeading(string[] fields)
        => fields.Length is > 1 and <= MaxColumns && Is(fields[0], "main") && Is(fields[1], "sub") && (fields.Length < MaxColumns || Is(fields[2], "key") || Is(fields[2], "line"));

    private static bool Is(string field, string name) => field.Equals(name, StringComparison.OrdinalIgnoreCase);

    // Of what separates the fields of the first line that has any, the first of these.
    private static char SeparatorOf(string text)
    {
        var (isQuoted, found) = (false, ';');
        foreach (var letter in text)
        {
            isQuoted ^= letter == '"';
            if (isQuoted)
            {
                continue;
            }

            switch (letter)
            {
                case ';':
                    return ';';
                case '\t':
                    found = '\t';
                    break;
                case ',' when found == ';':
                    found = ',';
                    break;
                case '\n' or '\r' when found != ';':
                    return found;
            }
        }

        return found;
    }
}

/// <summary>A line that was given, and where.</summary>
/// <param name="Name">Its names.</param>
/// <param name="Row">Its line in the CSV; 0 where it did not come out of one.</param>
/// <param name="Index">Its place in the list; -1 where it came out of CSV.</param>
internal readonly record struct PlacedLine(BoardLineName Name, long Row, int Index)
{
    /// <summary>What is wrong with it.</summary>
    /// <param name="field">The field of the request with the list.</param>
    /// <param name="name">Which of its fields.</param>
    /// <param name="problem">What is wrong with that.</param>
    public ErrorCode Fault(string field, string name, string problem) => Row > 0
        ? BoardCsv.At(Row, name switch { "main" => 1, "sub" => 2, _ => 3 }, $"({name}) {problem}")
        : InvalidField.Of(string.Create(CultureInfo.InvariantCulture, $"{field}[{Index}].{name}"), problem);
}
