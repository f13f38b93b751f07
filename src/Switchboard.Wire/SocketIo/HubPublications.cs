namespace Switchboard.Wire.SocketIo;

/// <summary>Publications as an answer has them: the data of binary ones is its attachments.</summary>
/// <param name="Items">As many of the publications as an answer can have, ready to stand beside the attachments.</param>
/// <param name="Attachments">The binary ones' data, in their order.</param>
public sealed record HubPublications(IReadOnlyList<Publication> Items, IReadOnlyList<ReadOnlyMemory<byte>> Attachments)
{
    /// <summary>No publications.</summary>
    public static HubPublications None { get; } = new([], []);

    /// <summary>The publications from the first on, up to where there would be too many attachments.</summary>
    /// <param name="publications">The publications.</param>
    public static HubPublications Of(IReadOnlyList<Publication> publications)
    {
        ArgumentNullException.ThrowIfNull(publications);
        if (!HasBinary(publications))
        {
            return new HubPublications(publications, []);
        }

        var items = new List<Publication>(publications.Count);
        var attachments = new List<ReadOnlyMemory<byte>>();
        foreach (var publication in publications)
        {
            if (!publication.IsJson)
            {
                if (attachments.Count == SocketIoPlaceholders.MaxAttachments)
                {
                    break;
                }

                attachments.Add(publication.Data);
            }

            items.Add(SocketIoPlaceholders.Escape(publication));
        }

        return new HubPublications(items, attachments);
    }

    private static bool HasBinary(IReadOnlyList<Publication> publications)
    {
        for (var i = 0; i < publications.Count; i++)
        {
            if (!publications[i].IsJson)
            {
                return true;
            }
        }

        return false;
    }
}
