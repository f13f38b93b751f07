using System.Text.RegularExpressions;

namespace Switchboard.Storage.Sql;

/// <summary>Where the SQL of the databases differs. Statements name the difference in braces.</summary>
/// <param name="Identity">The type of a number that the database assigns, as primary key.</param>
/// <param name="Text">The type of text that compares by code point.</param>
/// <param name="Bytes">The type of bytes.</param>
/// <param name="Clustered">Behind a table whose rows lie in the order of the primary key, where there is such a thing.</param>
/// <param name="Updated">Behind a table whose rows change often.</param>
/// <param name="ForUpdate">Behind a selection of what is about to change, which other nodes then leave alone.</param>
/// <param name="SkipLocked">Behind a selection that leaves out what another node is working on.</param>
/// <param name="Among">Whether a value is among those of a list, for which the star stands.</param>
/// <param name="By">Behind a table that is to be read by an index, for whose name <c>${index}</c> stands: without statistics, the database may choose a worse one.</param>
/// <param name="BeginSnapshot">Begins a transaction that sees everything as it is at one moment.</param>
internal sealed partial record SqlDialect(
    string Identity, string Text, string Bytes, string Clustered, string Updated, string ForUpdate, string SkipLocked, string Among, string By, string BeginSnapshot)
{
    /// <summary>A statement in this dialect.</summary>
    public string Translate(string sql) => Hint().Replace(sql, By)
        .Replace("{identity}", Identity, StringComparison.Ordinal)
        .Replace("{text}", Text, StringComparison.Ordinal)
        .Replace("{bytes}", Bytes, StringComparison.Ordinal)
        .Replace("{clustered}", Clustered, StringComparison.Ordinal)
        .Replace("{updated}", Updated, StringComparison.Ordinal)
        .Replace("{for update}", ForUpdate, StringComparison.Ordinal)
        .Replace("{skip locked}", SkipLocked, StringComparison.Ordinal)
        .Replace("{among owners}", ListOf("owners"), StringComparison.Ordinal)
        .Replace("{among ids}", ListOf("ids"), StringComparison.Ordinal)
        .Replace("{among places}", ListOf("places"), StringComparison.Ordinal);

    [GeneratedRegex(@"\{by (?<index>\w+)\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hint();

    private string ListOf(string name) => Among.Replace("*", $"@{name}", StringComparison.Ordinal);
}
