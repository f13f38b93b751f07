using System.Globalization;
using Switchboard.Configuration.Model;
using Switchboard.Extensibility;
using Switchboard.Results;

namespace Switchboard.Commands.Outboxes;

/// <summary><c>outboxes</c>.</summary>
internal sealed class OutboxesOperation(TransactionalOutboxes outboxes)
    : Operation<OutboxesRequest, OutboxesResult>("outboxes", OperationJsonContext.Default.OutboxesRequest, OperationJsonContext.Default.OutboxesResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<OutboxesResult>> ExecuteAsync(OperationCaller caller, OutboxesRequest request, CancellationToken cancellationToken)
        => new OutboxesResult { Outboxes = await Task.WhenAll(outboxes.All.Select(entry => DescribeAsync(entry, cancellationToken))) };

    private static async Task<OutboxInfo> DescribeAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        var reading = entry.Reading();
        var info = new OutboxInfo
        {
            Name = entry.Options.Name,
            Type = OptionNames.Of($"{entry.Options.Type}"),
            State = reading switch { { IsStarting: true } => "starting", { Problem: not null } => "away", { IsStandingBy: true } => "standby", _ => "reading" },
            Problem = reading.Problem,
            Published = reading.Published,
        };
        try
        {
            var counts = await entry.Outbox.CountAsync(cancellationToken);
            return info with { Waiting = counts.Waiting, More = counts.IsMore ? true : null, Refused = counts.Refused, OldestAt = counts.OldestAt };
        }
        catch (SwitchboardException exception)
        {
            return info with { Problem = info.Problem ?? exception.Error.Message };
        }
    }
}

/// <summary><c>outbox_refused</c>.</summary>
internal sealed class OutboxRefusedOperation(TransactionalOutboxes outboxes)
    : Operation<OutboxRefusedRequest, OutboxRefusedResult>("outbox_refused", OperationJsonContext.Default.OutboxRefusedRequest, OperationJsonContext.Default.OutboxRefusedResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<OutboxRefusedResult>> ExecuteAsync(OperationCaller caller, OutboxRefusedRequest request, CancellationToken cancellationToken)
    {
        var size = PageSize.Of(request.Limit);
        var entry = OutboxReader.Find(outboxes, request.Name);
        if ((size.Error ?? entry.Error) is { } error)
        {
            return error;
        }

        if (!OutboxReader.TryReadCursor(request.Cursor, out var after))
        {
            return InvalidField.Of("cursor", "must be that of the page before");
        }

        var rows = await entry.Value!.Outbox.ListRefusedAsync(after, size.Value + 1, cancellationToken);
        return new OutboxRefusedResult
        {
            Rows = [.. rows.Take(size.Value).Select(RefusedRowInfo.Of)],
            Cursor = rows.Count > size.Value ? OutboxReader.CursorOf(rows[size.Value - 1].Id) : null,
        };
    }
}

/// <summary><c>outbox_retry</c>.</summary>
internal sealed class OutboxRetryOperation(TransactionalOutboxes outboxes)
    : Operation<OutboxRowsRequest, OutboxRowsResult>("outbox_retry", OperationJsonContext.Default.OutboxRowsRequest, OperationJsonContext.Default.OutboxRowsResult)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<OutboxRowsResult>> ExecuteAsync(OperationCaller caller, OutboxRowsRequest request, CancellationToken cancellationToken)
        => OutboxReader.ChangeAsync(outboxes, request, static (outbox, ids, token) => outbox.RetryRefusedAsync(ids, token), cancellationToken);
}

/// <summary><c>outbox_drop</c>.</summary>
internal sealed class OutboxDropOperation(TransactionalOutboxes outboxes)
    : Operation<OutboxRowsRequest, OutboxRowsResult>("outbox_drop", OperationJsonContext.Default.OutboxRowsRequest, OperationJsonContext.Default.OutboxRowsResult)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<OutboxRowsResult>> ExecuteAsync(OperationCaller caller, OutboxRowsRequest request, CancellationToken cancellationToken)
        => OutboxReader.ChangeAsync(outboxes, request, static (outbox, ids, token) => outbox.DropRefusedAsync(ids, token), cancellationToken);
}

/// <summary>Reads requests about outboxes.</summary>
internal static class OutboxReader
{
    private const int MaxIds = 1000;

    /// <summary>The outbox of a name.</summary>
    public static Result<OutboxEntry> Find(TransactionalOutboxes outboxes, string? name) => string.IsNullOrEmpty(name)
        ? InvalidField.Missing("name")
        : outboxes.Find(name) is { } entry ? entry : InvalidField.Of("name", "is that of no outbox; outboxes lists them");

    /// <summary>Reads where the page before ended.</summary>
    public static bool TryReadCursor(string? cursor, out long after)
    {
        after = 0;
        return string.IsNullOrEmpty(cursor) || long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after);
    }

    /// <summary>Writes where a page ends.</summary>
    public static string CursorOf(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Changes rows that were refused.</summary>
    public static async ValueTask<Result<OutboxRowsResult>> ChangeAsync(
        TransactionalOutboxes outboxes, OutboxRowsRequest request, Func<ITransactionalOutbox, IReadOnlyCollection<long>?, CancellationToken, ValueTask<long>> change, CancellationToken cancellationToken)
    {
        var entry = Find(outboxes, request.Name);
        if (entry.Error is { } error)
        {
            return error;
        }

        if ((request.Ids is { Count: > 0 }) == (request.All == true))
        {
            return InvalidField.Of("ids", "or all must be given, and not both");
        }

        if (request.Ids is { Count: > MaxIds })
        {
            return InvalidField.Of("ids", $"must be {MaxIds} at most; all means every one");
        }

        return new OutboxRowsResult { Rows = await change(entry.Value!.Outbox, request.Ids, cancellationToken) };
    }
}
