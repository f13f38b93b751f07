using System.Threading.Channels;
using Switchboard.Specs;

namespace Switchboard.Client.Tests.Support;

/// <summary>Keeps what events bring, for the test to wait for.</summary>
internal sealed class Recorder<T>
{
    private readonly Channel<T> _items = Channel.CreateUnbounded<T>();

    public void Add(T item) => _items.Writer.TryWrite(item);

    public bool TryTake(out T? item) => _items.Reader.TryRead(out item);

    /// <summary>The next one.</summary>
    public async Task<T> NextAsync()
        => await _items.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

    /// <summary>The next one of which something is true; others are dropped.</summary>
    public async Task<T> NextAsync(Func<T, bool> condition)
    {
        while (true)
        {
            var item = await NextAsync();
            if (condition(item))
            {
                return item;
            }
        }
    }
}
