using System.Text.Json;
using Switchboard.Server.CommandLine.History;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Live;

/// <summary>Prints publications of several channels, one at a time, and counts them.</summary>
internal sealed class PublicationPrinter
{
    private readonly CommandContext _context;
    private readonly CountedPrinter _printer;
    private readonly string? _event;
    private readonly (string Name, string Value)[] _tags;

    /// <summary>Makes it.</summary>
    /// <param name="context">The command.</param>
    /// <param name="count">After how many publications it is full; 0 for never.</param>
    /// <param name="eventName">The event name that publications must have; null for any.</param>
    /// <param name="tags">The tags that they must have, as <c>name=value</c>.</param>
    public PublicationPrinter(CommandContext context, int count, string? eventName, string[] tags)
    {
        _context = context;
        _printer = new CountedPrinter(context.Output, count);
        _event = eventName;
        _tags = [.. tags.Select(tag => tag.Split('=', 2)).Select(parts => (parts[0], parts.ElementAtOrDefault(1) ?? ""))];
    }

    /// <summary>Ends when as many have been printed as were asked for, or fails when nobody reads any more.</summary>
    public Task Full => _printer.Full;

    /// <summary>Prints a publication, if it is one that was asked for.</summary>
    public void Print(string channel, Publication publication)
    {
        if (!IsWanted(publication))
        {
            return;
        }

        _printer.Write(isCounted: true, () =>
        {
            var element = ElementOf(channel, publication);
            if (_context.Output.IsJson)
            {
                _context.Output.WriteJson(element);
            }
            else
            {
                _context.Output.WriteEntry($"{channel} {PublicationText.BeginningOf(element)}", PublicationText.DataOf(element));
            }
        });
    }

    /// <summary>Prints that somebody came or left.</summary>
    public void Print(string channel, string what, ClientInfo client) => _printer.Write(isCounted: false, () =>
    {
        if (!_context.Output.IsJson)
        {
            _context.Output.WriteEntry($"{channel} {what}", $"{client.User} {client.Client}");
            return;
        }

        _context.Output.WriteObject(writer =>
        {
            writer.WriteString("channel", channel);
            writer.WriteString("type", what);
            writer.WriteString("user", client.User);
            writer.WriteString("client", client.Client);
        });
    });

    private bool IsWanted(Publication publication)
        => (_event is null || publication.Event == _event)
            && Array.TrueForAll(_tags, tag => publication.Tags is { } tags && tags.TryGetValue(tag.Name, out var value) && value == tag.Value);

    /// <summary>The publication in the form that it has in answers of the HTTP API.</summary>
    private static JsonElement ElementOf(string channel, Publication publication) => JsonText.Element(writer =>
    {
        writer.WriteString("channel", channel);
        PublicationJson.WriteFields(writer, publication);
    });
}
