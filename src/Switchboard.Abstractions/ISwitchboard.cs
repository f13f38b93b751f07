using System.Data.Common;

namespace Switchboard;

/// <summary>The hub, as server code sees it: it acts as a service, like a holder of an API key that allows everything.</summary>
/// <remarks>
/// A singleton that any thread may use; inject it wherever something is to be told. What is done to connections reaches those of all
/// nodes. Every member throws <see cref="SwitchboardException"/> where the hub answers with an error: that a service may not do it in
/// this namespace (103), that there is no such namespace (102), that something given is not acceptable (107) or too large (106).
/// Typed payloads are in <see cref="SwitchboardExtensions"/>.
/// </remarks>
public interface ISwitchboard
{
    /// <summary>Publishes into a channel. Complete when the hub has taken the publication, on disk where the channel is durable.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="data">UTF-8 JSON, or any bytes where the namespace takes them. Not copied: leave it alone afterwards.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    /// <returns>The publication's position; offset 0 where the channel keeps none.</returns>
    ValueTask<Position> PublishAsync(string channel, ReadOnlyMemory<byte> data, PublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes the same into several channels, at most <c>api.maxBatchSize</c>.</summary>
    /// <param name="channels">The channels.</param>
    /// <param name="data">As for <see cref="PublishAsync(string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    /// <returns>What it came to in each channel, in their order. An error in one does not keep the others from taking it.</returns>
    ValueTask<IReadOnlyList<BroadcastOutcome>> BroadcastAsync(
        IReadOnlyCollection<string> channels, ReadOnlyMemory<byte> data, PublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes into a channel of a mutable namespace, as <see cref="PublishAsync(string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/> does, and tells the id. Error 108 in other namespaces.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="data">As for <see cref="PublishAsync(string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</param>
    /// <param name="options">How: <see cref="PublishOptions.Open"/> where more will be appended; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask<ChangeResult> PublishMutableAsync(string channel, ReadOnlyMemory<byte> data, PublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Appends to a publication of a mutable namespace: a JSON string to a string, an array to an array, bytes to bytes; anything else is error 107. One that is gone or has ended is error 413, with the reason in the details; a limit is error 106.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="id">The id of the publication.</param>
    /// <param name="data">What is appended. As for <see cref="PublishAsync(string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask<ChangeResult> AppendAsync(string channel, string id, ReadOnlyMemory<byte> data, ChangeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Replaces the data of a publication of a mutable namespace. One that is gone is error 413.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="id">The id of the publication.</param>
    /// <param name="data">What takes the place of its data. As for <see cref="PublishAsync(string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask<ChangeResult> ReplaceAsync(string channel, string id, ReadOnlyMemory<byte> data, ChangeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes a publication of a mutable namespace. One that is gone is error 413.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="id">The id of the publication.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask<ChangeResult> DeleteAsync(string channel, string id, ChangeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Ends a publication of a mutable namespace: nothing more can be appended. One that is gone or has ended is error 413.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="id">The id of the publication.</param>
    /// <param name="data">What is appended last; empty for nothing.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask<ChangeResult> EndAsync(string channel, string id, ReadOnlyMemory<byte> data = default, ChangeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Sends a message into a user's inbox, from which all connections of the user receive it. Complete when the inbox has it, on disk where it is durable.</summary>
    /// <param name="user">The user id. Error 108 where users have no inbox (<c>inbox.enabled</c>).</param>
    /// <param name="data">As for <see cref="PublishAsync(string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    /// <returns>The message's id, for <see cref="MessageStatesAsync"/>.</returns>
    ValueTask<string> SendAsync(string user, ReadOnlyMemory<byte> data, MessageOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Sends a message into the inboxes of several users, at most <c>api.maxBatchSize</c>.</summary>
    /// <param name="users">The user ids. Error 108 where users have no inbox (<c>inbox.enabled</c>).</param>
    /// <param name="data">As for <see cref="PublishAsync(string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    /// <returns>What it came to for each user, in their order. An error of one does not keep the others from receiving it.</returns>
    ValueTask<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyCollection<string> users, ReadOnlyMemory<byte> data, MessageOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Sends a message into the inbox of each user who is in a channel at this moment, at most <c>inbox.maxPresenceRecipients</c> (error 106).</summary>
    /// <param name="channel">The channel. Error 108 where its namespace has no presence, or users have no inbox.</param>
    /// <param name="data">As for <see cref="PublishAsync(string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    /// <returns>What it came to for each user; empty where nobody is there. Connections without a user are left out.</returns>
    ValueTask<IReadOnlyList<SendOutcome>> SendToPresenceAsync(
        string channel, ReadOnlyMemory<byte> data, MessageOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Reads a page of a user's inbox, at most <c>inbox.maxPageSize</c> messages. Error 108 where users have no inbox, or the store is away.</summary>
    /// <param name="user">The user id.</param>
    /// <param name="read">Which part; null for the newest messages that are not archived.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask<InboxPage> InboxAsync(string user, InboxRead? read = null, CancellationToken cancellationToken = default);

    /// <summary>Marks messages in a user's inbox, and tells the user's connections. Ids that are not in it are ignored.</summary>
    /// <param name="user">The user id.</param>
    /// <param name="ids">The messages, at most <c>inbox.maxPageSize</c>.</param>
    /// <param name="mark">What was done with them.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    /// <returns>What has changed, and how many messages are unread.</returns>
    ValueTask<InboxMarked> MarkAsync(string user, IReadOnlyCollection<string> ids, InboxMark mark, CancellationToken cancellationToken = default);

    /// <summary>Tells what became of messages that services sent.</summary>
    /// <param name="ids">The messages, at most <c>inbox.maxPageSize</c>.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    /// <returns>One entry for each message that is remembered.</returns>
    ValueTask<IReadOnlyList<MessageReceipt>> MessageStatesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default);

    /// <summary>Has something published at a later time. Permission and payload are decided about now.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="data">As for <see cref="PublishAsync(string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>; kept.</param>
    /// <param name="at">When, to the millisecond; in the past, at once. Error 106 where it is further ahead than <c>schedules.maxAheadSeconds</c>.</param>
    /// <param name="options">How it is published then; null for nothing out of the ordinary.</param>
    /// <param name="id">The schedule's name: one that is in use is moved. Null for one of the hub's choice.</param>
    /// <param name="cancellationToken">Gives up waiting for a store; it may still be scheduled.</param>
    /// <returns>The schedule's name.</returns>
    ValueTask<string> SchedulePublishAsync(
        string channel, ReadOnlyMemory<byte> data, DateTimeOffset at, PublishOptions? options = null, string? id = null, CancellationToken cancellationToken = default);

    /// <summary>Has a message sent at a later time.</summary>
    /// <param name="user">The user id.</param>
    /// <param name="data">One JSON value; kept.</param>
    /// <param name="at">As for <see cref="SchedulePublishAsync"/>.</param>
    /// <param name="options">How; null for nothing out of the ordinary. <see cref="MessageOptions.ExpiresAfter"/> counts from when it is due.</param>
    /// <param name="id">As for <see cref="SchedulePublishAsync"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for a store; it may still be scheduled.</param>
    /// <returns>The schedule's name.</returns>
    ValueTask<string> ScheduleSendAsync(
        string user, ReadOnlyMemory<byte> data, DateTimeOffset at, MessageOptions? options = null, string? id = null, CancellationToken cancellationToken = default);

    /// <summary>Lists what services have scheduled, or a user has: what is due first at the beginning.</summary>
    /// <param name="user">The user; null for services.</param>
    /// <param name="cursor">The cursor of the page before; null for the first.</param>
    /// <param name="limit">How many at most, up to 1000; 0 for 100.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask<ScheduleList> ScheduledAsync(string? user = null, string? cursor = null, int limit = 0, CancellationToken cancellationToken = default);

    /// <summary>Cancels what services have scheduled, or a user has.</summary>
    /// <param name="id">The schedule's name.</param>
    /// <param name="user">The user; null for services.</param>
    /// <param name="cancellationToken">Gives up waiting for a store; it may still be cancelled.</param>
    /// <returns>Whether it will not happen: false where there is none of that name, or it is being carried out.</returns>
    ValueTask<bool> UnscheduleAsync(string id, string? user = null, CancellationToken cancellationToken = default);

    /// <summary>Subscribes connections to a channel from the server's side. Those that come later are not meant.</summary>
    /// <param name="target">Which connections.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="options">The subscription's particulars; null for none.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask SubscribeAsync(ConnectionTarget target, string channel, SubscribeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Ends the subscriptions of connections to a channel, whoever began them.</summary>
    /// <param name="target">Which connections.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="code">What the clients are told; null for <see cref="UnsubscribeCodes.Server"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask UnsubscribeAsync(ConnectionTarget target, string channel, UnsubscribeCode? code = null, CancellationToken cancellationToken = default);

    /// <summary>Closes connections.</summary>
    /// <param name="target">Which connections.</param>
    /// <param name="code">What the clients are told, 3000 to 4999; null for <see cref="CloseCodes.ForceDisconnect"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask DisconnectAsync(ConnectionTarget target, CloseCode? code = null, CancellationToken cancellationToken = default);

    /// <summary>Sets a new expiry for connections.</summary>
    /// <param name="target">Which connections.</param>
    /// <param name="expiresAt">When they expire; null for never.</param>
    /// <param name="info">JSON that replaces the connections' info; empty keeps it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask RefreshAsync(ConnectionTarget target, DateTimeOffset? expiresAt, ReadOnlyMemory<byte> info = default, CancellationToken cancellationToken = default);

    /// <summary>Makes a one-time connection ticket for a user, whom the application has identified.</summary>
    /// <param name="user">The user id.</param>
    /// <param name="options">What the connection is; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask<Ticket> CreateTicketAsync(string user, TicketOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Tells who is in a channel. Error 108 where its namespace has no presence, 106 where they are larger than <c>api.maxReplyBytes</c>.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    /// <returns>One entry for each connection.</returns>
    ValueTask<IReadOnlyCollection<ClientInfo>> PresenceAsync(string channel, CancellationToken cancellationToken = default);

    /// <summary>Tells how many are in a channel. Error 108 where its namespace has no presence.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask<PresenceStats> PresenceStatsAsync(string channel, CancellationToken cancellationToken = default);

    /// <summary>Reads a channel's past. Error 108 where its namespace keeps none, 112 where <see cref="HistoryOptions.Since"/> is of another epoch.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="options">Which part; null for the oldest page.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    /// <returns>The publications, and the newest position.</returns>
    ValueTask<StreamSlice> HistoryAsync(string channel, HistoryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Forgets a channel's publications, not its position.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken = default);

    /// <summary>Calls a method that the application, or a connection, serves. Ends at the call's deadline at the latest, with error 410.</summary>
    /// <param name="method">The method.</param>
    /// <param name="data">One JSON value; empty for none. Not copied: leave it alone afterwards.</param>
    /// <param name="options">Who is to answer, and in which time; null for anybody, in the default time.</param>
    /// <param name="cancellationToken">Cancels the call; who carries it out is told.</param>
    /// <returns>The result: JSON; empty for none. Of another connection of the same node, or of the application.</returns>
    /// <exception cref="SwitchboardException">Nobody serves the method (104), a limit (106, 111), the deadline (410), a worker that vanished (411), or the error that the method answered with.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> cancelled the call.</exception>
    ValueTask<ReadOnlyMemory<byte>> CallAsync(
        string method, ReadOnlyMemory<byte> data = default, CallOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Has a method carried out, however long it takes: by the application (<c>MapJob</c>, <c>MapCall</c>), a connection that serves it, or a broker's workers. Complete when the job is kept, on disk where jobs are durable.</summary>
    /// <param name="method">The method.</param>
    /// <param name="data">One JSON value; empty for none. Not copied: leave it alone afterwards.</param>
    /// <param name="options">How; null for at once, as the configuration says.</param>
    /// <param name="cancellationToken">Gives up waiting for a store; it may still be kept.</param>
    /// <returns>The job's id. <see cref="IObservingHooks.OnJobChangedAsync"/> tells what becomes of it, and <see cref="JobAsync"/>.</returns>
    ValueTask<string> SubmitJobAsync(string method, ReadOnlyMemory<byte> data = default, JobOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Tells what has become of a job. Error 107 where there is none of that id, or it is not kept any more.</summary>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask<Job> JobAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Lists jobs, whoever submitted them, the newest at the beginning.</summary>
    /// <param name="filter">Which; null for all.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask<JobList> JobsAsync(JobFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>Cancels a job; a worker that has it is told. Error 107 where there is none of that id.</summary>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Gives up waiting for a store; it may still be cancelled.</param>
    /// <returns>Whether it was cancelled; false where it had ended.</returns>
    ValueTask<bool> CancelJobAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Runs a job again from the beginning that has failed or was cancelled; one that recurs goes on with its next turn. Error 107 where there is none of that id, 106 where its owner has as many jobs that have not ended as it may.</summary>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Gives up waiting for a store; it may still be run again.</param>
    /// <returns>Whether it is; false where it is in another state.</returns>
    ValueTask<bool> RetryJobAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Sets an entry of a map channel. Complete when the hub has taken it, on disk where the channel is durable.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The entry's key, at most <c>publishing.maxMapKeyBytes</c> and without control characters.</param>
    /// <param name="data">As for <see cref="PublishAsync(string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store; it may still be set.</param>
    /// <returns>The entry's position, or why nothing changed.</returns>
    /// <exception cref="SwitchboardException">The entry is not at <see cref="MapPublishOptions.Expected"/> (413, with the entry as it is), or the channel has as many as it may (106).</exception>
    ValueTask<MapPublishResult> MapPublishAsync(
        string channel, string key, ReadOnlyMemory<byte> data, MapPublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Removes an entry of a map channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The entry's key.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store; it may still be removed.</param>
    /// <returns>The removal's position, or why nothing changed.</returns>
    /// <exception cref="SwitchboardException">The entry is not at <see cref="MapRemoveOptions.Expected"/> (413, with the entry as it is).</exception>
    ValueTask<MapPublishResult> MapRemoveAsync(string channel, string key, MapRemoveOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Reads a page of the entries of a map channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="options">Which; null for the first page.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask<MapPage> MapReadStateAsync(string channel, MapReadOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Reads a page of the changes of a map channel: the publications that set and removed its entries.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="options">Which part; null for the oldest page. A limit of 0 or less is the namespace's <c>mapPageSize</c>.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask<StreamSlice> MapReadStreamAsync(string channel, HistoryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Counts the entries of a map channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask<long> MapCountAsync(string channel, CancellationToken cancellationToken = default);

    /// <summary>Forgets the entries and changes of a map channel. Those who follow it begin anew.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    ValueTask MapClearAsync(string channel, CancellationToken cancellationToken = default);

    /// <summary>Has something published when the application's own transaction is committed, and only then: writes a row of a transactional outbox (<c>outboxes</c>) by the transaction's connection, and does nothing else.</summary>
    /// <param name="transaction">The transaction, of Npgsql or Microsoft.Data.Sqlite; with EF Core what <c>GetDbTransaction()</c> returns.</param>
    /// <param name="channel">The channel. What can be refused is decided about when the row is published: a refused row is kept aside (<c>outbox_refused</c>).</param>
    /// <param name="data">As for <see cref="PublishAsync(string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</param>
    /// <param name="options">The event name, tags and the idempotency key; null for none. Versions and <see cref="PublishOptions.SkipHistory"/> are error 107.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <exception cref="InvalidOperationException">No outbox, or more than one, is meant for transactions of this provider; or the transaction is completed.</exception>
    /// <exception cref="DbException">The database refuses the row: there is no outbox in it, or the transaction's role may not write to it.</exception>
    ValueTask PublishAsync(DbTransaction transaction, string channel, ReadOnlyMemory<byte> data, PublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Has an entry of a map channel set when the application's own transaction is committed, and only then.</summary>
    /// <param name="transaction">As for <see cref="PublishAsync(DbTransaction, string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The entry's key.</param>
    /// <param name="data">As for <see cref="PublishAsync(string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</param>
    /// <param name="options">Tags, score and the idempotency key; null for none. Conditions (<see cref="MapPublishOptions.Expected"/>, <see cref="MapPublishOptions.KeyMode"/>, versions) are error 107: nobody is there to be told that they do not hold.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <exception cref="InvalidOperationException">As for <see cref="PublishAsync(DbTransaction, string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</exception>
    /// <exception cref="DbException">The database refuses the row.</exception>
    ValueTask MapPublishAsync(
        DbTransaction transaction, string channel, string key, ReadOnlyMemory<byte> data, MapPublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Has an entry of a map channel removed when the application's own transaction is committed, and only then.</summary>
    /// <param name="transaction">As for <see cref="PublishAsync(DbTransaction, string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The entry's key.</param>
    /// <param name="options">Tags and the idempotency key; null for none. <see cref="MapRemoveOptions.Expected"/> is error 107.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <exception cref="InvalidOperationException">As for <see cref="PublishAsync(DbTransaction, string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</exception>
    /// <exception cref="DbException">The database refuses the row.</exception>
    ValueTask MapRemoveAsync(DbTransaction transaction, string channel, string key, MapRemoveOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Has a message sent into a user's inbox when the application's own transaction is committed, and only then.</summary>
    /// <param name="transaction">As for <see cref="PublishAsync(DbTransaction, string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</param>
    /// <param name="user">The user id.</param>
    /// <param name="data">As for <see cref="PublishAsync(string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</param>
    /// <param name="options">The event name, tags and the idempotency key; null for none. All else is error 107.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <exception cref="InvalidOperationException">As for <see cref="PublishAsync(DbTransaction, string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</exception>
    /// <exception cref="DbException">The database refuses the row.</exception>
    ValueTask SendAsync(DbTransaction transaction, string user, ReadOnlyMemory<byte> data, MessageOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Creates a board in a channel whose namespace says <c>board: true</c>; one that is there gets the lines that it has not yet. Either all lines are valid, or nothing is changed.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="board">What it is to be.</param>
    /// <param name="cancellationToken">Gives up; what was added by then stays, and creating again goes on.</param>
    /// <exception cref="SwitchboardException">A line is invalid (107, with the field, and in CSV the line and column), there are too many (106), or one that is to be removed is held (413).</exception>
    ValueTask<BoardChanges> BoardCreateAsync(string channel, BoardDefinition board, CancellationToken cancellationToken = default);

    /// <summary>Changes the title, the persons or the lines of a board.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="change">What changes.</param>
    /// <param name="cancellationToken">Gives up; what was changed by then stays.</param>
    /// <inheritdoc cref="BoardCreateAsync"/>
    ValueTask<BoardChanges> BoardChangeAsync(string channel, BoardModification change, CancellationToken cancellationToken = default);

    /// <summary>Removes a board with all its lines. Its history stays for <c>boardHistoryDays</c>.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="force">Whether lines are removed that are held; else a held line is error 413.</param>
    /// <param name="cancellationToken">Gives up; what was removed by then is gone.</param>
    ValueTask<BoardChanges> BoardDeleteAsync(string channel, bool force = false, CancellationToken cancellationToken = default);

    /// <summary>Lists the boards, in the order of their channels.</summary>
    /// <param name="cursor">Where the page before ended; null for the beginning.</param>
    /// <param name="limit">The most boards, up to 1000; 0 for 100.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<BoardList> BoardListAsync(string? cursor = null, int limit = 0, CancellationToken cancellationToken = default);

    /// <summary>Takes a line for somebody (<see cref="BoardLineOptions.For"/>), or renews that holder's hold.</summary>
    /// <param name="channel">The board's channel.</param>
    /// <param name="line">The line's key.</param>
    /// <param name="options">For whom, and how.</param>
    /// <param name="cancellationToken">Gives up waiting for the store; the line may still be taken.</param>
    /// <exception cref="SwitchboardException">Somebody else holds it, or it has changed (413, with the line as it is in <see cref="ErrorDetails.Current"/>); there is no such line (107).</exception>
    ValueTask<BoardResult> BoardTakeAsync(string channel, string line, BoardLineOptions options, CancellationToken cancellationToken = default);

    /// <summary>Frees a line. One that is free already is no error.</summary>
    /// <param name="channel">The board's channel.</param>
    /// <param name="line">The line's key.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for the store; the line may still be freed.</param>
    /// <exception cref="SwitchboardException">It has changed (413, with the line as it is in <see cref="ErrorDetails.Current"/>); there is no such line (107).</exception>
    ValueTask<BoardResult> BoardFreeAsync(string channel, string line, BoardLineOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Writes the note of a line.</summary>
    /// <param name="channel">The board's channel.</param>
    /// <param name="line">The line's key.</param>
    /// <param name="note">The note; empty for none.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for the store; the note may still be written.</param>
    /// <inheritdoc cref="BoardFreeAsync"/>
    ValueTask<BoardResult> BoardNoteAsync(string channel, string line, string note, BoardLineOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Reads a page of the changes of a board, which are its audit.</summary>
    /// <param name="channel">The board's channel; the board may have been deleted.</param>
    /// <param name="options">Which; null for the newest.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<BoardHistoryPage> BoardHistoryAsync(string channel, BoardHistoryOptions? options = null, CancellationToken cancellationToken = default);
}
