namespace Switchboard.Tests.Api;

/// <summary>A store whose every operation fails.</summary>
internal sealed class FailingPresenceStore : IPresenceStore
{
    public ValueTask AddAsync(string channel, ClientInfo client, TimeSpan timeToLive, CancellationToken cancellationToken) => throw Failure();

    public ValueTask RemoveAsync(string channel, ClientInfo client, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<IReadOnlyCollection<ClientInfo>> ListAsync(string channel, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<PresenceStats> CountAsync(string channel, CancellationToken cancellationToken) => throw Failure();

    private static IOException Failure() => new("The store is gone.");
}
