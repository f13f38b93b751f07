using System.Text.Json;

namespace Switchboard.Server.CommandLine.Api;

/// <summary>A list that the server gives in pages. Its entries are printed as lines of JSON as they come, or become rows of a table.</summary>
internal sealed class PagedList
{
    /// <summary>The entries' columns, where a table is wanted.</summary>
    public List<string[]> Rows { get; } = [];

    /// <summary>The last page.</summary>
    public JsonElement Page { get; private set; }

    /// <summary>Whether the server has more.</summary>
    public bool IsMore { get; private set; }

    /// <summary>Asks for page after page, until there are so many entries or no more.</summary>
    /// <param name="api">Calls the server.</param>
    /// <param name="context">Says how to print.</param>
    /// <param name="call">The method, the name of the entries in its answer, and the fields of the request beside limit and cursor.</param>
    /// <param name="most">The most entries.</param>
    /// <param name="columns">An entry as a row.</param>
    public static async Task<PagedList> ReadAsync(
        ApiClient api, CommandContext context, (string Method, string Entries, Action<Utf8JsonWriter> Write) call, (int Entries, int OfAPage) most, Func<JsonElement, string[]> columns)
    {
        var list = new PagedList();
        var left = most.Entries;
        string? cursor = null;
        do
        {
            list.Page = await api.CallAsync(call.Method, writer => WriteRequest(writer, call.Write, cursor, Math.Min(left, most.OfAPage)), context.Cancellation);
            foreach (var entry in list.Page.Items(call.Entries))
            {
                left--;
                list.Take(context, entry, columns);
            }

            cursor = list.Page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null && left > 0);
        list.IsMore = cursor is not null;
        return list;
    }

    private static void WriteRequest(Utf8JsonWriter writer, Action<Utf8JsonWriter> write, string? cursor, int limit)
    {
        write(writer);
        writer.WriteNumber("limit", limit);
        writer.WriteIfGiven("cursor", cursor);
    }

    private void Take(CommandContext context, JsonElement entry, Func<JsonElement, string[]> columns)
    {
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(entry);
        }
        else
        {
            Rows.Add(columns(entry));
        }
    }
}
