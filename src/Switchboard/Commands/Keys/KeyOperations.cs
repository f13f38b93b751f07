using Switchboard.Commands.Access;
using Switchboard.Results;
using Switchboard.Security.Access;

namespace Switchboard.Commands.Keys;

/// <summary><c>key_create</c>.</summary>
internal sealed class KeyCreateOperation(KeyHandler handler)
    : Operation<KeyCreateRequest, KeySecretResult>("key_create", AccessMessagesContext.Default.KeyCreateRequest, AccessMessagesContext.Default.KeySecretResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<KeySecretResult>> ExecuteAsync(OperationCaller caller, KeyCreateRequest request, CancellationToken cancellationToken)
    {
        if (!RequestReader.TryReadTime(request.ExpireAt, out var expiresAt))
        {
            return KeyReader.NoTime;
        }

        return KeyReader.Answer(await handler.CreateAsync(caller, request.Name, new KeyScope(request.Operations ?? [], request.Channels ?? []), expiresAt, cancellationToken));
    }
}

/// <summary><c>key_change</c>.</summary>
internal sealed class KeyChangeOperation(KeyHandler handler, ApiKeyFinder finder)
    : Operation<KeyChangeRequest, KeyResult>("key_change", AccessMessagesContext.Default.KeyChangeRequest, AccessMessagesContext.Default.KeyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<KeyResult>> ExecuteAsync(OperationCaller caller, KeyChangeRequest request, CancellationToken cancellationToken)
    {
        if (!RequestReader.TryReadTime(request.ExpireAt, out var expiresAt))
        {
            return KeyReader.NoTime;
        }

        var change = new KeyChange(request.Operations, request.Channels, expiresAt, NeverExpires: request.ExpireAt == 0, request.Disabled);
        var outcome = await handler.ChangeAsync(caller, request.Name, change, cancellationToken);
        return outcome.IsSuccess ? KeyResult.Of(outcome.Value!, finder) : outcome.As<KeyResult>();
    }
}

/// <summary><c>key_rotate</c>.</summary>
internal sealed class KeyRotateOperation(KeyHandler handler)
    : Operation<KeyRotateRequest, KeySecretResult>("key_rotate", AccessMessagesContext.Default.KeyRotateRequest, AccessMessagesContext.Default.KeySecretResult)
{
    private const long DefaultOverlap = 3_600_000;
    private const long MaxOverlap = 2_592_000_000;

    /// <inheritdoc/>
    protected override async ValueTask<Result<KeySecretResult>> ExecuteAsync(OperationCaller caller, KeyRotateRequest request, CancellationToken cancellationToken)
    {
        var overlap = request.OverlapMs ?? DefaultOverlap;
        return overlap is < 0 or > MaxOverlap
            ? InvalidField.Of("overlap_ms", $"must be from 0 to {MaxOverlap}")
            : KeyReader.Answer(await handler.RotateAsync(caller, request.Name, TimeSpan.FromMilliseconds(overlap), cancellationToken));
    }
}

/// <summary><c>key_delete</c>.</summary>
internal sealed class KeyDeleteOperation(KeyHandler handler)
    : Operation<KeyNameRequest, EmptyResult>("key_delete", AccessMessagesContext.Default.KeyNameRequest, AccessMessagesContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> ExecuteAsync(OperationCaller caller, KeyNameRequest request, CancellationToken cancellationToken)
        => AccessReader.Answer(await handler.DeleteAsync(caller, request.Name, cancellationToken));
}

/// <summary><c>key_get</c>.</summary>
internal sealed class KeyGetOperation(AccessRegistry access, ApiKeyFinder finder)
    : Operation<KeyNameRequest, KeyResult>("key_get", AccessMessagesContext.Default.KeyNameRequest, AccessMessagesContext.Default.KeyResult)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<KeyResult>> ExecuteAsync(OperationCaller caller, KeyNameRequest request, CancellationToken cancellationToken)
        => ValueTask.FromResult<Result<KeyResult>>(
            access.Current.Keys.TryGetValue(request.Name ?? "", out var key) ? KeyResult.Of(key.Body, finder) : KeyHandler.Unknown);
}

/// <summary><c>key_list</c>.</summary>
internal sealed class KeyListOperation(AccessRegistry access, ApiKeyFinder finder)
    : Operation<KeyListRequest, KeyListResult>("key_list", AccessMessagesContext.Default.KeyListRequest, AccessMessagesContext.Default.KeyListResult)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<KeyListResult>> ExecuteAsync(OperationCaller caller, KeyListRequest request, CancellationToken cancellationToken)
    {
        var page = AccessPage.Read(access, AccessKinds.Key, new AccessListRequest { Cursor = request.Cursor, Limit = request.Limit });
        return ValueTask.FromResult(page.IsSuccess
            ? new KeyListResult { Keys = [.. page.Value!.Records.Select(record => KeyResult.Of(AccessJson.ReadKey(record), finder))], Cursor = page.Value.Cursor }
            : page.As<KeyListResult>());
    }
}

/// <summary>Reads requests about keys, and makes the answers.</summary>
internal static class KeyReader
{
    /// <summary>The answer to a time that there is not.</summary>
    public static ErrorCode NoTime { get; } = InvalidField.Of("expire_at", "must be Unix seconds; 0 is never");

    public static Result<KeySecretResult> Answer(in Result<(string Secret, KeyBody Key)> outcome)
        => outcome.IsSuccess ? new KeySecretResult { Name = outcome.Value.Key.Name, Key = outcome.Value.Secret } : outcome.As<KeySecretResult>();
}
