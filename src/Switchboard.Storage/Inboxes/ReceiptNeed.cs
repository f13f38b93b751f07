namespace Switchboard.Storage.Inboxes;

/// <summary>Whether a sender is to hear of a message. The numbers are the database's.</summary>
internal enum ReceiptNeed
{
    Unwanted = 0,
    Settled = 1,
    Due = 2,

    /// <summary>Due to the hooks: the sender is a service without an inbox.</summary>
    DueToHooks = 3,
}
