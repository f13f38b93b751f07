using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Security.Access;
using Xunit;

namespace Switchboard.Tests.Security;

/// <summary>What is in force does not fall back behind what was said last, in whatever order it arrives.</summary>
public sealed class AccessRegistryTests
{
    private static readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Apply_OlderThanWhatIsThere_ChangesNothing()
    {
        var access = new AccessRegistry(new InMemoryRecordStore(TimeProvider.System));
        access.Apply(Block("ann", 2, until: null));

        access.Apply(Block("ann", 1, until: _now.AddSeconds(-1)));

        Assert.True(access.Current.IsBlocked("ann", _now));
    }

    [Fact]
    public void Apply_WhatWasRemovedMeanwhile_DoesNotComeBack()
    {
        var access = new AccessRegistry(new InMemoryRecordStore(TimeProvider.System));
        access.Remove(Block("ann", 5, until: null));

        access.Apply(Block("ann", 5, until: null));
        Assert.False(access.Current.IsBlocked("ann", _now));

        access.Apply(Block("ann", 6, until: null));
        Assert.True(access.Current.IsBlocked("ann", _now));
    }

    [Fact]
    public async Task Load_WhileSomethingChanges_DoesNotForgetIt()
    {
        var store = new SlowStore(new InMemoryRecordStore(TimeProvider.System));
        var access = new AccessRegistry(store);
        await access.LoadAsync(Cancelled);
        store.Pause = new TaskCompletionSource();

        var loading = access.LoadAsync(Cancelled).AsTask();
        access.Apply(Block("ann", 9, until: null));
        store.Pause.SetResult();

        Assert.Null(await loading);
        Assert.True(access.Current.IsBlocked("ann", _now));
    }

    [Fact]
    public async Task Load_WhatAnotherNodeChanged_IsInForce()
    {
        var store = new InMemoryRecordStore(TimeProvider.System);
        var access = new AccessRegistry(store);
        await access.LoadAsync(Cancelled);
        await store.PutAsync(Block("ann", 0, until: null), null, Cancelled);
        await store.PutAsync(Block("bob", 0, until: null), null, Cancelled);

        Assert.NotNull(await access.LoadAsync(Cancelled));
        Assert.True(access.Current.IsBlocked("ann", _now));
        Assert.Null(await access.LoadAsync(Cancelled));

        await store.RemoveAsync(AccessKinds.Block, "ann", null, Cancelled);
        Assert.NotNull(await access.LoadAsync(Cancelled));
        Assert.Equal((false, true), (access.Current.IsBlocked("ann", _now), access.Current.IsBlocked("bob", _now)));
    }

    private static StoredRecord Block(string user, long revision, DateTimeOffset? until)
        => new(AccessKinds.Block, user) { Revision = revision, ExpiresAt = until, Body = AccessJson.Write(new BlockBody(user, "")) };

    /// <summary>A store whose lists can be made to wait.</summary>
    private sealed class SlowStore(IRecordStore store) : IRecordStore
    {
        public TaskCompletionSource? Pause { get; set; }

        public ValueTask<StoredRecord?> FindAsync(string kind, string id, CancellationToken cancellationToken) => store.FindAsync(kind, id, cancellationToken);

        public ValueTask<long?> PutAsync(StoredRecord record, long? expected, CancellationToken cancellationToken) => store.PutAsync(record, expected, cancellationToken);

        public ValueTask<StoredRecord?> RemoveAsync(string kind, string id, long? expected, CancellationToken cancellationToken) => store.RemoveAsync(kind, id, expected, cancellationToken);

        public async ValueTask<RecordPage> ListAsync(RecordQuery query, CancellationToken cancellationToken)
        {
            var page = await store.ListAsync(query, cancellationToken);
            await (Pause?.Task ?? Task.CompletedTask);
            return page;
        }
    }
}
