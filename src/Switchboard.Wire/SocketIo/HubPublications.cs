namespace Switchboard.Wire.SocketIo;

/// <summary>Publications as an answer has them: the data of binary ones is its attachments.</summary>
/// <param name="Items">As many of the publications as an answer can have, ready to stand beside the attachments.</param>
/// <param name="Attachments">The binary ones' data, in their order.</param>
public sealed record HubPublications(IReadOnlyList<Publication> Items, IReadOnlyList<ReadOnlyMemory<byte>> Attachments)
{
    /// <summary>No publications.</summary>
    public static HubPublications None { get; } = new([], []);

    /// <summary>The publications from the first on, up to where there would be too many attachments, or data beside them that could be taken for one.</summary>
    /// <param name="publications">The publications.</param>
    public static HubPublications Of(IReadOnlyList<Publication> publications)
    {
        ArgumentNullException.ThrowIfNull(publications);
        if (!HasBinary(publications))
        {
            return new HubPublications(publications, []);
        }

        var attachments = new List<ReadOnlyMemory<byte>>();
        var hasLookalikes = false;
        var count = 0;
        foreach (var publication in publications)
        {
            var isLookalike = publication.IsJson && SocketIoPlaceholders.IsIn(publication.Data.Span);
            if (publication.IsJson ? isLookalike && attachments.Count > 0 : hasLookalikes || attachments.Count == SocketIoPlaceholders.MaxAttachments)
            {
                break;
            }

            hasLookalikes |= isLookalike;
            count++;
            if (!publication.IsJson)
            {
                attachments.Add(publication.Data);
            }
        }

        var items = publications.Take(count);
        return new HubPublications([.. attachments.Count == 0 ? items : items.Select(SocketIoPlaceholders.Escape)], attachments);
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
