namespace Switchboard.Storage.Inboxes;

/// <summary>A write that concerns inboxes.</summary>
internal interface IInboxWrite
{
    /// <summary>Whose inboxes.</summary>
    IEnumerable<string> Owners { get; }

    /// <summary>Whether inboxes are made where there are none.</summary>
    bool NeedsInbox { get; }

    /// <summary>Carries it out. May be called again where the transaction failed.</summary>
    ValueTask ExecuteAsync(InboxBatch batch);

    /// <summary>Tells whoever waits.</summary>
    void Complete();
}
