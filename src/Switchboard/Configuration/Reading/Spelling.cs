namespace Switchboard.Configuration.Reading;

/// <summary>Guesses what a misspelt name was meant to be.</summary>
internal static class Spelling
{
    /// <summary>The known name nearest to the given one; null if none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        var allowed = Math.Max(2, name.Length / 3);
        return known
            .Select(candidate => (candidate, distance: Distance(name, candidate)))
            .Where(guess => guess.distance <= allowed && guess.distance < guess.candidate.Length)
            .OrderBy(guess => guess.distance)
            .Select(guess => guess.candidate)
            .FirstOrDefault();
    }

    /// <summary>How many letters must be added, dropped, replaced or swapped with their neighbour; case does not count.</summary>
    private static int Distance(string from, string to)
    {
        var costs = new int[from.Length + 1, to.Length + 1];
        for (var row = 0; row <= from.Length; row++)
        {
            for (var column = 0; column <= to.Length; column++)
            {
                costs[row, column] = row == 0 || column == 0 ? row + column : Cost(costs, from, to, row, column);
            }
        }

        return costs[from.Length, to.Length];
    }

    private static int Cost(int[,] costs, string from, string to, int row, int column)
    {
        var replaced = costs[row - 1, column - 1] + (Same(from[row - 1], to[column - 1]) ? 0 : 1);
        var best = Math.Min(replaced, Math.Min(costs[row - 1, column], costs[row, column - 1]) + 1);
        var swapped = row > 1 && column > 1 && Same(from[row - 1], to[column - 2]) && Same(from[row - 2], to[column - 1]);
        return swapped ? Math.Min(best, costs[row - 2, column - 2] + 1) : best;
    }

    private static bool Same(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}
