using Switchboard.Channels;
using Switchboard.Commands.Calls;
using Switchboard.Commands.Connect;
using Switchboard.Commands.History;
using Switchboard.Commands.Inbox;
using Switchboard.Commands.Jobs;
using Switchboard.Commands.Maps;
using Switchboard.Commands.Outboxes;
using Switchboard.Commands.Presence;
using Switchboard.Commands.Publish;
using Switchboard.Commands.Schedules;
using Switchboard.Commands.Tickets;
using Switchboard.Extensibility;
using Switchboard.Json;
using Switchboard.Maps;
using Switchboard.Mutations;
using Switchboard.Results;
using Switchboard.Schedules;

namespace Switchboard.Commands;

/// <summary>The hub for server code: what the HTTP API does, without HTTP.</summary>
internal sealed partial class SwitchboardHub(
    PublishPipeline pipeline, BroadcastHandler broadcasts, MessageHandler messages, InboxHandler inbox, InstructionHandler instructions, PresenceHandler presence, HistoryHandler history,
    CallHandler calls, ScheduleHandler schedules, TicketIssuer tickets, JobHandler jobs, JobKeeper keeper, MapPublisher mapPublisher, MapReadHandler mapReader, BoardServices boards,
    MutationPublisher mutations, TransactionalOutboxes outboxes) : ISwitchboard
{
    /// <inheritdoc/>
    public async ValueTask<Position> PublishAsync(
        string channel, ReadOnlyMemory<byte> data, PublishOptions? options = null, CancellationToken cancellationToken = default)
        => ValueOf(await pipeline.PublishAsync(PublishOf(channel, data, options), cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BroadcastOutcome>> BroadcastAsync(
        IReadOnlyCollection<string> channels, ReadOnlyMemory<byte> data, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channels);
        var outcomes = ValueOf(await broadcasts.HandleAsync(channels, PublishOf(null, data, options), cancellationToken));
        return [.. channels.Zip(outcomes, static (channel, outcome) => new BroadcastOutcome(channel, outcome.Value.Position, outcome.Error, outcome.Value.Id))];
    }

    /// <inheritdoc/>
    public async ValueTask<string> SendAsync(
        string user, ReadOnlyMemory<byte> data, MessageOptions? options = null, CancellationToken cancellationToken = default)
    {
        var outcome = (await SendAsync(MessageOf([user], data, options), cancellationToken))[0];
        return outcome.Id ?? throw new SwitchboardException(outcome.Error ?? ErrorCodes.NotAvailable);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyCollection<string> users, ReadOnlyMemory<byte> data, MessageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(users);
        return SendAsync(MessageOf([.. users], data, options), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SendOutcome>> SendToPresenceAsync(
        string channel, ReadOnlyMemory<byte> data, MessageOptions? options = null, CancellationToken cancellationToken = default)
        => SendAsync(MessageOf([], data, options) with { Presence = channel }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<InboxPage> InboxAsync(string user, InboxRead? read = null, CancellationToken cancellationToken = default)
        => ValueOf(await inbox.ReadAsync(Principal.Service, user, read ?? new InboxRead(), cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<InboxMarked> MarkAsync(
        string user, IReadOnlyCollection<string> ids, InboxMark mark, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ValueOf(await inbox.MarkAsync(Principal.Service, user, [.. ids], mark, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<MessageReceipt>> MessageStatesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ValueOf(await inbox.FindAsync(Principal.Service, [.. ids], cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<string> SchedulePublishAsync(
        string channel, ReadOnlyMemory<byte> data, DateTimeOffset at, PublishOptions? options = null, string? id = null, CancellationToken cancellationToken = default)
        => ValueOf(await schedules.PublishAsync(OperationCaller.Server, TimingOf(at, id), PublishOf(channel, data, options), cancellationToken)).Id;

    /// <inheritdoc/>
    public async ValueTask<string> ScheduleSendAsync(
        string user, ReadOnlyMemory<byte> data, DateTimeOffset at, MessageOptions? options = null, string? id = null, CancellationToken cancellationToken = default)
    {
        var message = MessageOf([user], ApplicationJson.Check(data), options) with { IsCheckedJson = true };
        return ValueOf(await schedules.SendAsync(OperationCaller.Server, TimingOf(at, id), message, cancellationToken)).Id;
    }

    /// <inheritdoc/>
    public async ValueTask<ScheduleList> ScheduledAsync(string? user = null, string? cursor = null, int limit = 0, CancellationToken cancellationToken = default)
    {
        var page = ValueOf(await schedules.ListAsync(OperationCaller.Server, ScheduleParty.Of(user, null), cursor, limit, cancellationToken));
        return new ScheduleList([.. page.Items.Select(static item => item.ToSchedule())], page.Cursor);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> UnscheduleAsync(string id, string? user = null, CancellationToken cancellationToken = default)
        => ValueOf(await schedules.CancelAsync(OperationCaller.Server, ScheduleParty.Of(user, null), id, cancellationToken));

    /// <inheritdoc/>
    public ValueTask SubscribeAsync(ConnectionTarget target, string channel, SubscribeOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= SubscribeOptions.None;
        return ExecuteAsync(
            new SubscribeInstruction(target, channel)
            {
                Info = ApplicationJson.Check(options.Info),
                Data = ApplicationJson.Check(options.Data),
                ExpiresAt = options.ExpiresAt,
                RecoverSince = options.RecoverSince,
                Override = options.Override,
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask UnsubscribeAsync(ConnectionTarget target, string channel, UnsubscribeCode? code = null, CancellationToken cancellationToken = default)
        => ExecuteAsync(new UnsubscribeInstruction(target, channel, code ?? UnsubscribeCodes.Server), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisconnectAsync(ConnectionTarget target, CloseCode? code = null, CancellationToken cancellationToken = default)
        => ExecuteAsync(new DisconnectInstruction(target, code ?? CloseCodes.ForceDisconnect), cancellationToken);

    /// <inheritdoc/>
    public ValueTask RefreshAsync(
        ConnectionTarget target, DateTimeOffset? expiresAt, ReadOnlyMemory<byte> info = default, CancellationToken cancellationToken = default)
        => ExecuteAsync(new RefreshInstruction(target, expiresAt) { Info = ApplicationJson.Check(info) }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Ticket> CreateTicketAsync(string user, TicketOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= TicketOptions.None;
        var wanted = options with { Info = ApplicationJson.Check(options.Info), Meta = ApplicationJson.Check(options.Meta) };
        return ValueOf(await tickets.IssueAsync(Principal.Service, user, wanted, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyCollection<ClientInfo>> PresenceAsync(string channel, CancellationToken cancellationToken = default)
        => ValueOf(await presence.ListAsync(Principal.Service, channel, isSubscribed: false, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<PresenceStats> PresenceStatsAsync(string channel, CancellationToken cancellationToken = default)
        => ValueOf(await presence.CountAsync(Principal.Service, channel, isSubscribed: false, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<StreamSlice> HistoryAsync(string channel, HistoryOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= HistoryOptions.Default;
        var page = new HistoryRequest(channel, options.Limit, options.Since, options.Reverse);
        return ValueOf(await history.HandleAsync(Principal.Service, isSubscribed: false, page, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken = default)
        => ValueOf(await history.RemoveAsync(Principal.Service, channel, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> CallAsync(
        string method, ReadOnlyMemory<byte> data = default, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        options ??= CallOptions.None;
        var request = new CallRequest(method, data)
        {
            User = options.User,
            Client = options.Client,
            Deadline = options.Deadline,
            IsIdempotent = options.IsIdempotent,
            IdempotencyKey = string.IsNullOrEmpty(options.IdempotencyKey) ? null : options.IdempotencyKey,
            Progress = options.Progress,
        };
        var outcome = await calls.HandleAsync(Principal.Service, connection: null, request, cancellationToken);
        if (outcome.Error == ErrorCodes.Cancelled)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return ValueOf(outcome);
    }

    private async ValueTask<IReadOnlyList<SendOutcome>> SendAsync(MessageRequest message, CancellationToken cancellationToken)
    {
        var results = ValueOf(await messages.HandleAsync(Principal.Service, connection: null, message, cancellationToken));
        return [.. results.Select(static result => new SendOutcome(result.User, result.Error is null ? result.Id : null, result.Error))];
    }

    private static ServicePublish PublishOf(string? channel, ReadOnlyMemory<byte> data, PublishOptions? options)
        => new(channel, data, IsCheckedJson: false, options ?? PublishOptions.None);

    private static MessageRequest MessageOf(IReadOnlyList<string> users, ReadOnlyMemory<byte> data, MessageOptions? options)
    {
        options ??= MessageOptions.None;
        return new MessageRequest(users, data)
        {
            Event = options.Event,
            Kind = options.Kind,
            Priority = options.Priority,
            Tags = options.Tags,
            ExpiresMilliseconds = (long?)options.ExpiresAfter?.TotalMilliseconds,
            ReplyTo = options.ReplyTo,
            IdempotencyKey = string.IsNullOrEmpty(options.IdempotencyKey) ? null : options.IdempotencyKey,
            SkipHistory = options.SkipHistory,
        };
    }

    // Before 1970 is in the past, too.
    private static ScheduleTiming TimingOf(DateTimeOffset at, string? id) => new(id, Math.Max(1, at.ToUnixTimeMilliseconds()), DelayMilliseconds: null);

    private async ValueTask ExecuteAsync(Instruction instruction, CancellationToken cancellationToken)
        => ValueOf(await instructions.HandleAsync(instruction, cancellationToken));

    private static T ValueOf<T>(in Result<T> outcome)
        => outcome.IsSuccess ? outcome.Value! : throw new SwitchboardException(outcome.Error ?? ErrorCodes.NotAvailable);
}
