using Switchboard.Extensibility;

namespace Switchboard.Tests.Support;

/// <summary>A presence store that fails while it is told to, and can be held up before an entry is there.</summary>
internal sealed class FailingPresenceStore(IPresenceStore inner) : IPresenceStore
{
    public bool FailsToAdd { get; set; }

    public bool FailsToRemove { get; set; }

    public bool FailsToList { get; set; }

    /// <summary>What is done before each add.</summary>
    public Func<Task> BeforeAdd { get; set; } = static () => Task.CompletedTask;

    public async ValueTask AddAsync(string channel, ClientInfo client, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        await BeforeAdd();
        if (FailsToAdd)
        {
            throw Failure();
        }

        await inner.AddAsync(channel, client, timeToLive, cancellationToken);
    }

    public ValueTask RemoveAsync(string channel, ClientInfo client, CancellationToken cancellationToken)
        => FailsToRemove ? throw Failure() : inner.RemoveAsync(channel, client, cancellationToken);

    public ValueTask<IReadOnlyCollection<ClientInfo>> ListAsync(string channel, CancellationToken cancellationToken)
        => FailsToList ? throw Failure() : inner.ListAsync(channel, cancellationToken);

    public ValueTask<PresenceStats> CountAsync(string channel, CancellationToken cancellationToken) => inner.CountAsync(channel, cancellationToken);

    private static IOException Failure() => new("The network is gone.");
}
