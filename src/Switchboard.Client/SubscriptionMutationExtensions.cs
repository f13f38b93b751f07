using System.Runtime.CompilerServices;

namespace Switchboard.Client;

/// <summary>Reads what changes in channels of mutable namespaces.</summary>
public static class SubscriptionMutationExtensions
{
    /// <summary>Subscribes, and reads what grows of one publication: first what is there of it, then each change, until it has ended or was deleted.</summary>
    /// <param name="subscription">The subscription, which nobody else reads.</param>
    /// <param name="id">The id of the publication. One that is not there yet is waited for.</param>
    /// <param name="cancellationToken">Cancels the reading, not the subscription.</param>
    /// <exception cref="SwitchboardException">The hub ended the subscription for good.</exception>
    public static async IAsyncEnumerable<PublicationPiece> ReadPiecesAsync(
        this Subscription subscription, string id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentException.ThrowIfNullOrEmpty(id);
        var fold = new PublicationFold();
        await foreach (var publication in subscription.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (publication.Tags is not { } tags || (tags.GetValueOrDefault(MutationTags.Id) ?? tags.GetValueOrDefault(MutationTags.Of)) != id)
            {
                continue;
            }

            var change = tags.GetValueOrDefault(MutationTags.Change);
            var whole = fold.Apply(publication);
            yield return new PublicationPiece(publication.Data, change is null or "replace", whole?.State ?? (change == "delete" ? "deleted" : "open"), whole);
            if (change == "delete" || whole?.State is "ended" or "broken")
            {
                yield break;
            }
        }
    }
}

/// <summary>What has come of a publication.</summary>
/// <param name="Data">The data of the change, or of the whole.</param>
/// <param name="IsWhole">Whether it takes the place of everything before; else it is appended.</param>
/// <param name="State">What has become of the publication: <c>complete</c>, <c>open</c>, <c>ended</c>, <c>broken</c> or <c>deleted</c>.</param>
/// <param name="Publication">The publication as it is by now; null where it was deleted.</param>
public readonly record struct PublicationPiece(ReadOnlyMemory<byte> Data, bool IsWhole, string State, FoldedPublication? Publication);
