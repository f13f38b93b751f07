namespace Switchboard.Extensibility;

/// <summary>Keeps the messages of users' inboxes, and what became of them.</summary>
/// <remarks>
/// <para>Contract, held by <c>InboxStoreSpec</c> for every adapter:</para>
/// <list type="bullet">
/// <item>A message is identified by its id, which no other message of any inbox has. An append with an id that is known changes nothing
/// and is answered as a repetition, for as long as the message is remembered.</item>
/// <item>Messages of an inbox have numbers that only grow, in the order in which they were accepted.</item>
/// <item>A message goes from <see cref="MessageState.Accepted"/> to <see cref="MessageState.Delivered"/> to
/// <see cref="MessageState.Read"/>, never back, and each mark counts once. One that is not delivered before its end has
/// <see cref="MessageState.Expired"/> (its own expiry) or <see cref="MessageState.Failed"/> (retention); nothing follows these two.</item>
/// <item>Archiving a message reads it. Deleting it delivers it, if nobody had it before: the user's side has seen it.</item>
/// <item>What is expired, beyond retention or deleted is in no page and no count, from that moment. Its data is gone soon afterwards, its
/// state is remembered as <see cref="InboxAppend.RememberFor"/> says.</item>
/// <item>A state that a sender wants to hear of is due as a receipt until it is settled: a crash in between makes it due again.</item>
/// <item>Everything completes once it is on disk, where the store is durable. A store that cannot do what is asked at present throws
/// <see cref="SwitchboardException"/>, with the error to answer with.</item>
/// <item>All members are safe to call from any thread.</item>
/// </list>
/// </remarks>
public interface IInboxStore
{
    /// <summary>Puts a message into an inbox. What retention gives up for it is gone with it.</summary>
    /// <param name="append">The message, and how its inbox is kept.</param>
    /// <param name="cancellationToken">Gives up waiting; an append under way may still take effect.</param>
    /// <returns>Whether the message is new; false where its id is known.</returns>
    ValueTask<bool> AppendAsync(InboxAppend append, CancellationToken cancellationToken);

    /// <summary>Reads a page of an inbox.</summary>
    /// <param name="user">Whose inbox.</param>
    /// <param name="read">Which part.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<InboxPage> ReadAsync(string user, InboxRead read, CancellationToken cancellationToken);

    /// <summary>Notes what the user's side did with messages. Ids that are not in the inbox are ignored.</summary>
    /// <param name="user">Whose inbox.</param>
    /// <param name="ids">The messages.</param>
    /// <param name="mark">What was done.</param>
    /// <param name="cancellationToken">Gives up waiting; a mark under way may still take effect.</param>
    ValueTask<InboxMarked> MarkAsync(string user, IReadOnlyCollection<string> ids, InboxMark mark, CancellationToken cancellationToken);

    /// <summary>Tells a sender what became of messages. Those of others, and those that are no longer remembered, are left out.</summary>
    /// <param name="sender">Who sent them.</param>
    /// <param name="ids">The messages.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<IReadOnlyList<MessageReceipt>> FindAsync(MessageSender sender, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>Reads receipts that are due.</summary>
    /// <param name="forServices">Whether to read those of senders without an inbox (<see cref="MessageSender.HasInbox"/>), or those of senders with one.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<IReadOnlyList<MessageReceipt>> ReadDueAsync(bool forServices, int limit, CancellationToken cancellationToken);

    /// <summary>Notes that senders have heard of receipts. One whose message has gone on since stays due.</summary>
    /// <param name="receipts">The receipts, as they were read.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask SettleAsync(IReadOnlyCollection<MessageReceipt> receipts, CancellationToken cancellationToken);
}

/// <summary>A store whose inboxes survive a restart. It keeps them where the namespace of the inboxes says <c>storage: durable</c>.</summary>
/// <remarks>While its database is away, all members throw <see cref="SwitchboardException"/> with error 108, and with 111 where more waits than its limits allow.</remarks>
public interface IDurableInboxStore : IInboxStore;

/// <summary>A message on its way into an inbox, with the rules of that inbox.</summary>
public sealed record InboxAppend
{
    /// <summary>Whose inbox.</summary>
    public required string User { get; init; }

    /// <summary>The message's id. At most 64 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Who sent it.</summary>
    public required MessageSender Sender { get; init; }

    /// <summary>Data, tags, publishing connection and time. It has no position: that is the channel's affair.</summary>
    public required Publication Publication { get; init; }

    /// <summary>What sort of message it is, to search by; empty for none.</summary>
    public string Kind { get; init; } = "";

    /// <summary>When nobody needs it any more; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether the sender wants to hear what becomes of it.</summary>
    public bool WantsReceipts { get; init; }

    /// <summary>How many messages the inbox keeps, archived ones among them. The oldest go first.</summary>
    public required int MaxMessages { get; init; }

    /// <summary>How long the inbox keeps the message.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>How long id and state are remembered after the message has gone, for repetitions and for the sender.</summary>
    public required TimeSpan RememberFor { get; init; }
}
