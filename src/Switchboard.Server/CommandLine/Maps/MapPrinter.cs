using System.Text.Json;
using Switchboard.Client;
using Switchboard.Server.CommandLine.History;
using Switchboard.Server.CommandLine.Live;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Maps;

/// <summary>Prints the changes of a map, one at a time, and counts them.</summary>
/// <param name="context">The command.</param>
/// <param name="channel">The channel.</param>
/// <param name="count">After how many changes it is full; 0 for never.</param>
internal sealed class MapPrinter(CommandContext context, string channel, int count)
{
    private readonly CountedPrinter _printer = new(context.Output, count);

    /// <summary>Ends when as many have been printed as were asked for, or fails when nobody reads any more.</summary>
    public Task Full => _printer.Full;

    /// <summary>Prints a change.</summary>
    public void Print(MapEntryChange change) => _printer.Write(isCounted: true, () =>
    {
        var what = change.Kind.ToString().ToLowerInvariant();
        if (context.Output.IsJson)
        {
            context.Output.WriteObject(writer => WriteChange(writer, what, change));
            return;
        }

        var element = JsonText.Element(writer => WriteEntry(writer, change.New));
        context.Output.WriteEntry($"{what,-7} {change.Key}{(change.New is null ? "" : $" {PublicationText.BeginningOf(element)}")}", PublicationText.DataOf(element));
    });

    /// <summary>Prints that all is printed that there is.</summary>
    public void Print(MapSynchronizedEventArgs args) => _printer.Write(isCounted: false, () =>
    {
        if (!context.Output.IsJson)
        {
            context.Warn(args.WasRecovered ? "Up to date again." : $"{args.Count} entries; changes follow.");
            return;
        }

        context.Output.WriteObject(writer =>
        {
            writer.WriteString("channel", channel);
            writer.WriteString("type", "synchronized");
            writer.WriteNumber("entries", args.Count);
            writer.WriteBoolean("recovered", args.WasRecovered);
        });
    });

    private void WriteChange(Utf8JsonWriter writer, string what, MapEntryChange change)
    {
        writer.WriteString("channel", channel);
        writer.WriteString("type", what);
        writer.WriteString("key", change.Key);
        WriteEntry(writer, change.New);
    }

    private static void WriteEntry(Utf8JsonWriter writer, Publication? entry)
    {
        if (entry is null)
        {
            return;
        }

        if (entry.Score != 0)
        {
            writer.WriteNumber("score", entry.Score);
        }

        PublicationJson.WriteFields(writer, entry);
    }
}
