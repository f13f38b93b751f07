using System.Data.Common;
using Switchboard.Extensibility;
using Switchboard.Results;

namespace Switchboard.Commands;

/// <content>What is published when the application's own transaction is committed.</content>
internal sealed partial class SwitchboardHub
{
    private const string Unconditional = "cannot be given in a transaction: the row is published later, and nobody is there to be told";

    /// <inheritdoc/>
    public ValueTask PublishAsync(DbTransaction transaction, string channel, ReadOnlyMemory<byte> data, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        options ??= PublishOptions.None;
        Refuse(options.SkipHistory, "skip_history");
        Refuse(options.Version != 0, "version");
        return WriteAsync(
            transaction, new TransactionalOutboxRow(OutboxAction.Publish, channel, Given(data)) { Event = options.Event, Tags = options.Tags, IdempotencyKey = options.IdempotencyKey }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask MapPublishAsync(
        DbTransaction transaction, string channel, string key, ReadOnlyMemory<byte> data, MapPublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        ArgumentException.ThrowIfNullOrEmpty(key);
        options ??= MapPublishOptions.None;
        Refuse(options.Expected is not null, "expected_offset");
        Refuse(options.KeyMode != MapKeyMode.Any, "key_mode");
        Refuse(options.Version != 0, "version");
        var row = new TransactionalOutboxRow(OutboxAction.MapPublish, channel, Given(data)) { Key = key, Tags = options.Tags, IdempotencyKey = options.IdempotencyKey, Score = options.Score };
        return WriteAsync(transaction, row, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask MapRemoveAsync(DbTransaction transaction, string channel, string key, MapRemoveOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        ArgumentException.ThrowIfNullOrEmpty(key);
        options ??= MapRemoveOptions.None;
        Refuse(options.Expected is not null, "expected_offset");
        return WriteAsync(transaction, new TransactionalOutboxRow(OutboxAction.MapRemove, channel, default) { Key = key, Tags = options.Tags, IdempotencyKey = options.IdempotencyKey }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask SendAsync(DbTransaction transaction, string user, ReadOnlyMemory<byte> data, MessageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        options ??= MessageOptions.None;
        Refuse(options.Kind is not null, "kind");
        Refuse(options.Priority is not null, "priority");
        Refuse(options.ExpiresAfter is not null, "expires_ms");
        Refuse(options.ReplyTo is not null, "reply_to");
        Refuse(options.SkipHistory, "skip_history");
        return WriteAsync(
            transaction, new TransactionalOutboxRow(OutboxAction.Send, user, Given(data)) { Event = options.Event, Tags = options.Tags, IdempotencyKey = options.IdempotencyKey }, cancellationToken);
    }

    private ValueTask WriteAsync(DbTransaction transaction, TransactionalOutboxRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return outboxes.Of(transaction).WriteAsync(transaction, row, cancellationToken);
    }

    private static ReadOnlyMemory<byte> Given(ReadOnlyMemory<byte> data) => data.IsEmpty ? throw new SwitchboardException(InvalidField.Missing("data")) : data;

    private static void Refuse(bool isGiven, string field)
    {
        if (isGiven)
        {
            throw new SwitchboardException(InvalidField.Of(field, Unconditional));
        }
    }
}
