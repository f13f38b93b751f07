using System.Globalization;
using Switchboard.Configuration;
using Switchboard.Inbox;
using Switchboard.Names;
using Switchboard.Outbound;
using Switchboard.Results;

namespace Switchboard.Commands.Inbox;

/// <summary>Users look into their inboxes and mark what they have seen; senders ask what became of their messages.</summary>
internal sealed class InboxHandler(InboxRouter stores, InboxEvents events, InboxRedelivery redelivery, SettingsHolder settings)
{
    /// <summary>Reads a page of an inbox.</summary>
    /// <param name="principal">Who asks: the user, or a service.</param>
    /// <param name="user">Whose inbox; null for the asking user's own.</param>
    /// <param name="query">Which part.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    public ValueTask<Result<InboxPage>> ReadAsync(Principal principal, string? user, InboxQuery query, CancellationToken cancellationToken)
    {
        if (!TryReadCursor(query.Cursor, out var cursor))
        {
            return ValueTask.FromResult<Result<InboxPage>>(ErrorCodes.BadRequest);
        }

        var read = new InboxRead { Filter = query.Filter, Kind = query.Kind, Cursor = cursor, Limit = query.Limit ?? int.MaxValue };
        return ReadAsync(principal, user, read, cancellationToken);
    }

    /// <inheritdoc cref="ReadAsync(Principal, string?, InboxQuery, CancellationToken)"/>
    public async ValueTask<Result<InboxPage>> ReadAsync(Principal principal, string? user, InboxRead query, CancellationToken cancellationToken)
    {
        var owner = OwnerFor(principal, user);
        if (!owner.IsSuccess)
        {
            return owner.As<InboxPage>();
        }

        if (query.Limit < 0 || query.Cursor < 0)
        {
            return ErrorCodes.BadRequest;
        }

        var current = settings.Current;
        var read = query with { Limit = Math.Min(query.Limit, current.Inbox.MaxPageSize), MaxBytes = Math.Min(query.MaxBytes, current.ReplyBytesFor(principal)) };
        var page = await TryAsync(() => stores.ReadAsync(owner.Value!, read, cancellationToken));
        await LargeReply.LeaveLoopAsync(page.Value?.Messages.Sum(static message => (long)message.Publication.ApproximateBytes) ?? 0);
        return page;
    }

    /// <summary>Marks messages, and tells the user's devices.</summary>
    /// <param name="principal">Who marks: the user, or a service.</param>
    /// <param name="user">Whose inbox; null for the asking user's own.</param>
    /// <param name="ids">The messages; those that are not in the inbox are ignored.</param>
    /// <param name="mark">What was done with them; null is no such mark.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<Result<InboxMarked>> MarkAsync(
        Principal principal, string? user, IReadOnlyList<string?>? ids, InboxMark? mark, CancellationToken cancellationToken)
    {
        var owner = OwnerFor(principal, user);
        if (!owner.IsSuccess)
        {
            return owner.As<InboxMarked>();
        }

        if (CheckIds(ids) is { } refusal)
        {
            return refusal;
        }

        if (mark is not { } known)
        {
            return InvalidField.Of("as", "must be delivered, read, archived or deleted");
        }

        var outcome = await TryAsync(() => stores.Store.MarkAsync(owner.Value!, [.. ids!.Select(static id => id!)], known, cancellationToken));
        if (outcome.IsSuccess)
        {
            redelivery.Acknowledge(owner.Value!, ids!);
        }

        if (outcome is { IsSuccess: true, Value: { Changed.Count: > 0 } marked } && known != InboxMark.Delivered)
        {
            await events.NotifyMarkedAsync(owner.Value!, new MarkNotice(marked.Changed, MessageNames.Of(known), marked.Unread));
        }

        return outcome;
    }

    /// <summary>Tells what became of messages that the asking party sent.</summary>
    public async ValueTask<Result<IReadOnlyList<MessageReceipt>>> FindAsync(
        Principal principal, IReadOnlyList<string?>? ids, CancellationToken cancellationToken)
    {
        if (!settings.Current.Inbox.Enabled)
        {
            return ErrorCodes.NotAvailable;
        }

        if (principal.IsBlocked || (principal.UserId.Length == 0 && principal.Kind != PrincipalKind.Service))
        {
            return ErrorCodes.PermissionDenied;
        }

        return CheckIds(ids) is { } refusal
            ? refusal
            : await TryAsync(() => stores.Store.FindAsync(MessageSender.Of(principal), [.. ids!.Select(static id => id!)], cancellationToken));
    }

    private Result<string> OwnerFor(Principal principal, string? user)
    {
        if (!settings.Current.Inbox.Enabled)
        {
            return ErrorCodes.NotAvailable;
        }

        if (UserIds.Check(user) is { } invalid)
        {
            return invalid;
        }

        var owner = user ?? principal.UserId;
        var isOwn = owner == principal.UserId;
        if (principal.IsBlocked || (!isOwn && principal.Kind != PrincipalKind.Service))
        {
            return ErrorCodes.PermissionDenied;
        }

        if (owner.Length > 0)
        {
            return owner;
        }

        return principal.Kind == PrincipalKind.Service ? InvalidField.Missing("user") : ErrorCodes.PermissionDenied;
    }

    private ErrorCode? CheckIds(IReadOnlyList<string?>? ids)
    {
        if (ids is null || ids.Count == 0 || ids.Any(string.IsNullOrEmpty))
        {
            return ids is { Count: > 0 } ? InvalidField.Of("ids", "must be texts that are not empty") : InvalidField.Missing("ids");
        }

        return ids.Count > settings.Current.Inbox.MaxPageSize ? ErrorCodes.LimitExceeded : null;
    }

    private static bool TryReadCursor(string? text, out long cursor)
    {
        cursor = 0;
        return text is null || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out cursor) && cursor > 0);
    }

    private static async ValueTask<Result<T>> TryAsync<T>(Func<ValueTask<T>> ask)
    {
        try
        {
            return Result.Of(await ask());
        }
        catch (SwitchboardException answer)
        {
            return answer.Error;
        }
    }
}

/// <summary>Which part of an inbox somebody wants to see, newest first.</summary>
/// <param name="Filter">Which messages.</param>
/// <param name="Kind">Only messages of this kind; null for all.</param>
/// <param name="Cursor">Where the page begins, as the page before told; null for the first.</param>
/// <param name="Limit">How many messages at most; 0 for the count alone; null for as many as a page may have.</param>
internal sealed record InboxQuery(InboxFilter Filter, string? Kind, string? Cursor, int? Limit)
{
    /// <summary>The filter of the wires' flags.</summary>
    public static InboxFilter FilterOf(bool unread, bool archived) => (unread, archived) switch
    {
        (_, true) => InboxFilter.Archived,
        (true, _) => InboxFilter.Unread,
        _ => InboxFilter.Current,
    };
}
