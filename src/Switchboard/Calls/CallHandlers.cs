using System.Collections.Concurrent;

namespace Switchboard.Calls;

/// <summary>The methods that the application itself serves.</summary>
internal sealed class CallHandlers
{
    private readonly ConcurrentDictionary<string, CallDelegate> _byName = new(StringComparer.Ordinal);

    /// <summary>Adds a method.</summary>
    /// <exception cref="InvalidOperationException">There is one of that name.</exception>
    public void Add(string method, CallDelegate handler)
    {
        if (!_byName.TryAdd(method, handler))
        {
            throw new InvalidOperationException($"The call '{method}' has been mapped already.");
        }
    }

    public CallDelegate? Find(string method) => _byName.GetValueOrDefault(method);
}
