using System.Text;
using System.Text.Json;
using Switchboard.Client.Configuration;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Deltas;

namespace Switchboard.Client.Subscriptions;

/// <summary>Reads the payloads of a subscription that may be sent deltas: which are text in strings on the JSON wire, once the hub has granted it.</summary>
internal sealed class PayloadReader(ClientSettings settings)
{
    private readonly bool _isJson = settings.Encoding == ClientEncoding.Json;
    private bool _isGranted;

    /// <summary>Reads the payloads of a reply, which are whole, and learns whether deltas are granted.</summary>
    public SubscribeReply Read(SubscribeReply reply)
    {
        _isGranted = reply.Delta;
        return _isGranted && _isJson
            ? reply with { State = [.. reply.State.Select(WithoutString)], Publications = [.. reply.Publications.Select(WithoutString)] }
            : reply;
    }

    /// <summary>Reads the payload of a push.</summary>
    /// <param name="push">The push.</param>
    /// <param name="before">What a delta is made of.</param>
    /// <returns>The publication; null where its delta was made of something else.</returns>
    public Publication? TryRead(PublicationPush push, ReadOnlyMemory<byte> before)
    {
        if (!_isGranted)
        {
            return push.Publication;
        }

        try
        {
            var publication = _isJson ? WithoutString(push.Publication) : push.Publication;
            return push.Form == PayloadForm.Delta
                ? publication with { Data = FossilDelta.Apply(before.Span, publication.Data.Span, settings.MaxReceivedMessageBytes) }
                : publication;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Publication WithoutString(Publication publication)
    {
        if (publication.IsRemoval || publication.Data.IsEmpty)
        {
            return publication.IsRemoval ? publication with { Data = default } : publication;
        }

        var reader = new Utf8JsonReader(publication.Data.Span);
        reader.Read();
        return publication with { Data = Encoding.UTF8.GetBytes(reader.GetString() ?? "") };
    }
}
