namespace Switchboard.Client;

/// <summary>Makes whole publications out of what a subscription to a mutable channel delivers: wholes first, and changes behind them. Not safe to use from several threads at a time.</summary>
/// <remarks>Call <see cref="Clear"/> where the hub says that something was missed (<see cref="SubscribedEventArgs.HasGap"/>): what follows are the wholes.</remarks>
public sealed class PublicationFold
{
    private readonly Dictionary<string, FoldedPublication> _byId = new(StringComparer.Ordinal);
    private readonly List<FoldedPublication> _inOrder = [];

    /// <summary>The publications as they are, in the order in which they were published.</summary>
    public IReadOnlyList<FoldedPublication> Publications => _inOrder;

    /// <summary>A publication; null where it is not there, or was deleted.</summary>
    /// <param name="id">The id.</param>
    public FoldedPublication? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _byId.Clear();
        _inOrder.Clear();
    }

    /// <summary>Takes in what was delivered.</summary>
    /// <param name="publication">A publication, a change of one, or a whole.</param>
    /// <returns>The publication that it is, or has changed; null where that is not there, or is gone now.</returns>
    public FoldedPublication? Apply(Publication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        if (publication.Tags is not { } tags)
        {
            return null;
        }

        if (tags.TryGetValue(MutationTags.Id, out var id))
        {
            return Set(id, publication, tags.GetValueOrDefault(MutationTags.State) ?? "complete");
        }

        if (!tags.TryGetValue(MutationTags.Of, out var of) || !_byId.TryGetValue(of, out var changed))
        {
            return null;
        }

        if (tags.GetValueOrDefault(MutationTags.Change) == "delete")
        {
            _byId.Remove(of);
            _inOrder.Remove(changed);
            return null;
        }

        changed.Apply(publication, tags.GetValueOrDefault(MutationTags.Change), tags.GetValueOrDefault(MutationTags.State));
        return changed;
    }

    private FoldedPublication Set(string id, Publication publication, string state)
    {
        var folded = new FoldedPublication(id, publication, state);
        if (_byId.TryGetValue(id, out var former))
        {
            _inOrder[_inOrder.IndexOf(former)] = folded;
        }
        else
        {
            _inOrder.Add(folded);
        }

        _byId[id] = folded;
        return folded;
    }
}
