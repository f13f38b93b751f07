using System.Runtime.InteropServices;

namespace Switchboard.Connections;

/// <summary>The subscriptions of one connection by channel. Most connections hold few, for which a dictionary would be several times their size.</summary>
/// <remarks>A mutable struct: keep it in a field, never copy it. Not safe for concurrent use.</remarks>
[StructLayout(LayoutKind.Auto)]
internal struct SubscriptionTable
{
    private const int Few = 8;

    private Subscription[]? _few;
    private Dictionary<string, Subscription>? _many;
    private int _count;

    public readonly int Count => _many?.Count ?? _count;

    public readonly Subscription? Find(string channel)
    {
        if (_many is not null)
        {
            return _many.GetValueOrDefault(channel);
        }

        var index = IndexOf(channel);
        return index < 0 ? null : _few![index];
    }

    /// <summary>Adds a subscription to a channel that has none yet.</summary>
    public void Add(Subscription subscription)
    {
        if (_many is null && _count == Few)
        {
            _many = _few!.ToDictionary(held => held.Name, StringComparer.Ordinal);
            _few = null;
            _count = 0;
        }

        if (_many is not null)
        {
            _many.Add(subscription.Name, subscription);
            return;
        }

        if (_few is null || _count == _few.Length)
        {
            Array.Resize(ref _few, Math.Min(Few, Math.Max(1, _count * 2)));
        }

        _few[_count++] = subscription;
    }

    /// <summary>Removes exactly this subscription. False where it is not the one held.</summary>
    public bool Remove(Subscription subscription)
    {
        if (!ReferenceEquals(Find(subscription.Name), subscription))
        {
            return false;
        }

        if (_many is not null)
        {
            return _many.Remove(subscription.Name);
        }

        _few![IndexOf(subscription.Name)] = _few[--_count];
        _few[_count] = null!;
        return true;
    }

    public readonly Subscription[] ToArray() => _many is not null ? [.. _many.Values] : _few.AsSpan(0, _count).ToArray();

    private readonly int IndexOf(string channel)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_few![i].Name == channel)
            {
                return i;
            }
        }

        return -1;
    }
}
