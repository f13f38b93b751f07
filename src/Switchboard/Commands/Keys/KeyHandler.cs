using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Switchboard.Catalog;
using Switchboard.Commands.Access;
using Switchboard.Extensibility;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Security.Access;
using Switchboard.Timing;

namespace Switchboard.Commands.Keys;

/// <summary>Makes and changes service keys. A secret is shown once, to whoever had it made; what is kept is its hash.</summary>
internal sealed class KeyHandler(AccessWriter writer, ApiKeyFinder finder, Clock clock)
{
    private const string Prefix = "key_";
    private const int SecretBytes = 32;
    private const int MaxNameBytes = 64;
    private const int MaxPatterns = 100;
    private const int MaxPatternBytes = 1024;

    private static readonly ErrorCode _beyondCaller = ErrorCodes.PermissionDenied with
    {
        Message = $"{ErrorCodes.PermissionDenied.Message}: a key gives no more, and for no longer, than it allows itself, and changes no key that allows more",
    };

    /// <summary>Makes one.</summary>
    public async ValueTask<Result<(string Secret, KeyBody Key)>> CreateAsync(
        OperationCaller caller, string? name, KeyScope scope, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        if ((CheckName(name) ?? Check(scope) ?? AccessChecks.OfEnd(expiresAt, clock.UtcNow, "expire_at") ?? CheckCaller(caller, scope, expiresAt?.ToUnixTimeMilliseconds() ?? 0)) is { } error)
        {
            return error;
        }

        var (secret, hash) = CreateSecret();
        var body = new KeyBody
        {
            Name = name!,
            Hash = hash,
            Operations = scope.Operations,
            Channels = scope.Channels,
            ExpiresAt = expiresAt?.ToUnixTimeMilliseconds() ?? 0,
            CreatedAt = clock.UtcNow.ToUnixTimeMilliseconds(),
        };
        var outcome = await ChangeAsync(name!, there => there is null ? body : InvalidField.Of("name", "is that of another key"), cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.As<(string, KeyBody)>();
        }

        await writer.NoteAsync(caller, "key.created", $"key:{name}", cancellationToken, KeyAudit.Of(body));
        return (secret, body);
    }

    /// <summary>Changes what one allows, when it ends, or whether it does anything. What is null stays.</summary>
    public async ValueTask<Result<KeyBody>> ChangeAsync(OperationCaller caller, string? name, KeyChange change, CancellationToken cancellationToken)
    {
        var scope = new KeyScope(change.Operations ?? [], change.Channels ?? []);
        if ((CheckName(name) ?? Check(scope) ?? AccessChecks.OfEnd(change.ExpiresAt, clock.UtcNow, "expire_at")) is { } error)
        {
            return error;
        }

        var outcome = await ChangeAsync(name!, there => Changed(caller, there, change), cancellationToken);
        if (outcome.IsSuccess)
        {
            await writer.NoteAsync(caller, "key.changed", $"key:{name}", cancellationToken, KeyAudit.Of(change));
        }

        return outcome;
    }

    /// <summary>Gives one another secret. The one before stays good for a while.</summary>
    public async ValueTask<Result<(string Secret, KeyBody Key)>> RotateAsync(OperationCaller caller, string? name, TimeSpan overlap, CancellationToken cancellationToken)
    {
        if (CheckName(name) is { } error)
        {
            return error;
        }

        var (secret, hash) = CreateSecret();
        var until = (clock.UtcNow + overlap).ToUnixTimeMilliseconds();
        var outcome = await ChangeAsync(
            name!,
            there => there is null ? Unknown
                : CheckCaller(caller, there) is { } beyond ? beyond
                : there with { Hash = hash, FormerHash = there.Hash, FormerUntil = until },
            cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.As<(string, KeyBody)>();
        }

        await writer.NoteAsync(caller, "key.rotated", $"key:{name}", cancellationToken, KeyAudit.Rotated(until));
        return (secret, outcome.Value!);
    }

    /// <summary>Removes one.</summary>
    public async ValueTask<Result<Unit>> DeleteAsync(OperationCaller caller, string? name, CancellationToken cancellationToken)
    {
        if (CheckName(name) is { } error)
        {
            return error;
        }

        var outcome = await writer.ChangeAsync(
            AccessKinds.Key,
            name!,
            there => there is null ? Unknown
                : CheckCaller(caller, AccessJson.ReadKey(there)) is { } beyond ? beyond
                : Result.Of<StoredRecord?>(null),
            cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.As<Unit>();
        }

        await writer.NoteAsync(caller, "key.deleted", $"key:{name}", cancellationToken);
        return default(Unit);
    }

    /// <summary>The answer to who names a key that there is not.</summary>
    public static ErrorCode Unknown { get; } = InvalidField.Of("name", "must be that of a key that was made at run time");

    private async ValueTask<Result<KeyBody>> ChangeAsync(string name, Func<KeyBody?, Result<KeyBody>> change, CancellationToken cancellationToken)
    {
        KeyBody? changed = null;
        var outcome = await writer.ChangeAsync(
            AccessKinds.Key,
            name,
            there =>
            {
                var wanted = change(there is null ? null : AccessJson.ReadKey(there));
                changed = wanted.Value;
                return wanted.IsSuccess ? Result.Of<StoredRecord?>(new StoredRecord(AccessKinds.Key, name) { Body = AccessJson.Write(wanted.Value!) }) : wanted.As<StoredRecord?>();
            },
            cancellationToken);
        return outcome.IsSuccess ? changed! : outcome.As<KeyBody>();
    }

    private static Result<KeyBody> Changed(OperationCaller caller, KeyBody? there, KeyChange change)
    {
        if (there is null)
        {
            return Unknown;
        }

        var wanted = there with
        {
            Operations = change.Operations ?? there.Operations,
            Channels = change.Channels ?? there.Channels,
            ExpiresAt = change.ExpiresAt?.ToUnixTimeMilliseconds() ?? (change.NeverExpires ? 0 : there.ExpiresAt),
            IsDisabled = change.IsDisabled ?? there.IsDisabled,
        };
        return (CheckCaller(caller, there) ?? CheckCaller(caller, wanted)) is { } beyond ? beyond : wanted;
    }

    private static ErrorCode? CheckCaller(OperationCaller caller, KeyBody key) => CheckCaller(caller, new KeyScope(key.Operations, key.Channels), key.ExpiresAt);

    // Who could make a key that allows more, or lasts longer, would have all that it allows.
    private static ErrorCode? CheckCaller(OperationCaller caller, KeyScope wanted, long expiresAt)
    {
        if (caller.Key is not { } key)
        {
            return null;
        }

        var isBeyond = (key.Methods.Count > 0 && (wanted.Operations.Count == 0 || !wanted.Operations.All(key.Methods.Contains)))
            || (!key.Scope.IsEmpty && (wanted.Channels.Count == 0 || !wanted.Channels.All(pattern => PermissionPolicy.IsInScope(key.Principal, pattern))))
            || (key.ExpiresAt > 0 && (expiresAt == 0 || expiresAt > key.ExpiresAt));
        return isBeyond ? _beyondCaller : null;
    }

    private ErrorCode? CheckName(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return InvalidField.Missing("name");
        }

        return !AccessChecks.IsName(name, MaxNameBytes) ? InvalidField.Of("name", $"must be 1 to {MaxNameBytes} bytes, without control characters")
            : finder.IsConfigured(name) ? InvalidField.Of("name", "is that of a key of the configuration, which alone changes it")
            : null;
    }

    private static ErrorCode? Check(KeyScope scope)
    {
        if (scope.Operations.FirstOrDefault(static name => !OperationTable.OfServices.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            return InvalidField.Of("operations", $"has '{(AccessChecks.IsName(unknown, MaxNameBytes) ? unknown : "")}', which is none of the HTTP API");
        }

        return scope.Channels.Count > MaxPatterns || !scope.Channels.All(static pattern => AccessChecks.IsName(pattern, MaxPatternBytes))
            ? InvalidField.Of("channels", $"must be at most {MaxPatterns} patterns of 1 to {MaxPatternBytes} bytes, such as news:*")
            : null;
    }

    private static (string Secret, byte[] Hash) CreateSecret()
    {
        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return (secret, SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
    }
}

/// <summary>What a key allows.</summary>
/// <param name="Operations">The operations; empty for all.</param>
/// <param name="Channels">The patterns of channels; empty for all.</param>
internal sealed record KeyScope(IReadOnlyList<string> Operations, IReadOnlyList<string> Channels);

/// <summary>What is to be other about a key; null for what stays.</summary>
internal sealed record KeyChange(IReadOnlyList<string>? Operations, IReadOnlyList<string>? Channels, DateTimeOffset? ExpiresAt, bool NeverExpires, bool? IsDisabled);
