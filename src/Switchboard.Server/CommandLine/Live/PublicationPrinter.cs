using System.Text.Json;
using Switchboard.Server.CommandLine.History;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Live;

/// <summary>Prints publications of several channels, one at a time, and counts them.</summary>
internal sealed class PublicationPrinter
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CommandContext _context;
    private readonly int _count;
    private readonly string? _event;
    private readonly (string Name, string Value)[] _tags;
    private int _printed;

    /// <summary>Makes it.</summary>
    /// <param name="context">The command.</param>
    /// <param name="count">After how many publications it is full; 0 for never.</param>
    /// <param name="eventName">The event name that publications must have; null for any.</param>
    /// <param name="tags">The tags that they must have, as <c>name=value</c>.</param>
    public PublicationPrinter(CommandContext context, int count, string? eventName, string[] tags)
    {
        _context = context;
        _count = count;
        _event = eventName;
        _tags = [.. tags.Select(tag => tag.Split('=', 2)).Select(parts => (parts[0], parts.ElementAtOrDefault(1) ?? ""))];
    }

    /// <summary>Ends when as many have been printed as were asked for, or fails when nobody reads any more.</summary>
    public Task Full => _full.Task;

    /// <summary>Prints a publication, if it is one that was asked for.</summary>
    public void Print(string channel, Publication publication)
    {
        if (!IsWanted(publication))
        {
            return;
        }

        Write(isCounted: true, () =>
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
    public void Print(string channel, string what, ClientInfo client) => Write(isCounted: false, () =>
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

    private void Write(bool isCounted, Action print)
    {
        lock (_gate)
        {
            if (_full.Task.IsCompleted)
            {
                return;
            }

            try
            {
                print();
                _context.Output.Flush();
                if (isCounted && ++_printed == _count)
                {
                    _full.TrySetResult();
                }
            }
            catch (ClosedOutputException exception)
            {
                _full.TrySetException(exception);
            }
        }
    }

    private bool IsWanted(Publication publication)
        => (_event is null || publication.Event == _event)
            && Array.TrueForAll(_tags, tag => publication.Tags is { } tags && tags.TryGetValue(tag.Name, out var value) && value == tag.Value);

    /// <summary>The publication in the form that it has in answers of the HTTP API.</summary>
    private static JsonElement ElementOf(string channel, Publication publication) => JsonText.Element(writer =>
    {
        writer.WriteString("channel", channel);
        if (publication.HasPosition)
        {
            writer.WriteString("epoch", publication.Epoch);
        }

        writer.WritePropertyName("data");
        writer.WriteRawValue(publication.Data.Span, skipInputValidation: true);
        if (publication.HasPosition)
        {
            writer.WriteNumber("offset", publication.Offset);
        }

        writer.WriteNumber("time", publication.Time.ToUnixTimeMilliseconds());
        WriteTags(writer, publication.Tags);
    });

    private static void WriteTags(Utf8JsonWriter writer, IReadOnlyDictionary<string, string>? tags)
    {
        if (tags is not { Count: > 0 })
        {
            return;
        }

        writer.WriteStartObject("tags");
        foreach (var (name, value) in tags)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }
}
