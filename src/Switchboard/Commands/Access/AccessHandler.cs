using System.Globalization;
using Switchboard.Cluster;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Results;
using Switchboard.Security.Access;
using Switchboard.Timing;

namespace Switchboard.Commands.Access;

/// <summary>Says at run time who may do what. It holds on every node, and for live connections at once.</summary>
internal sealed class AccessHandler(AccessWriter writer, InstructionExecutor executor, SettingsHolder settings, Clock clock)
{
    /// <summary>Gives operations in channels to a user or a role, beside what it has.</summary>
    public async ValueTask<Result<Unit>> GrantAsync(OperationCaller caller, AccessSubject subject, GrantTerms terms, CancellationToken cancellationToken)
    {
        if ((AccessChecks.Of(terms) ?? AccessChecks.Of(subject) ?? AccessChecks.OfEnd(terms.Until, clock.UtcNow)) is { } error)
        {
            return error;
        }

        foreach (var channels in terms.Channels)
        {
            var outcome = await writer.ChangeAsync(AccessKinds.Grant, GrantBody.IdOf(subject, channels, terms.Until), there => Result.Of(Merge(there, subject, channels, terms)), cancellationToken);
            if (!outcome.IsSuccess)
            {
                return outcome.As<Unit>();
            }
        }

        await RecheckAsync(subject, cancellationToken);
        await writer.NoteAsync(caller, "grant.given", $"{subject}", cancellationToken, [.. AccessChecks.DetailsOf(terms), ("until", AccessChecks.TextOf(terms.Until))]);
        return default(Unit);
    }

    /// <summary>Takes operations back that were given under the same patterns.</summary>
    /// <returns>How many grants it changed.</returns>
    public async ValueTask<Result<int>> RevokeAsync(OperationCaller caller, AccessSubject subject, GrantTerms terms, CancellationToken cancellationToken)
    {
        if ((AccessChecks.Of(terms) ?? AccessChecks.Of(subject)) is { } error)
        {
            return error;
        }

        var changed = 0;
        foreach (var id in await writer.FindGrantsAsync(subject, terms.Channels, cancellationToken))
        {
            var isChanged = false;
            var outcome = await writer.ChangeAsync(
                AccessKinds.Grant,
                id,
                there =>
                {
                    var left = Without(there, terms.Operations);
                    isChanged = !ReferenceEquals(left, there);
                    return Result.Of(left);
                },
                cancellationToken);
            if (!outcome.IsSuccess)
            {
                return outcome.As<int>();
            }

            changed += isChanged ? 1 : 0;
        }

        await RecheckAsync(subject, cancellationToken);
        await writer.NoteAsync(caller, "grant.revoked", $"{subject}", cancellationToken, [.. AccessChecks.DetailsOf(terms), ("changed", changed.ToString(CultureInfo.InvariantCulture))]);
        return changed;
    }

    /// <summary>Shuts a user out: nothing is allowed, and every connection is closed with 3507.</summary>
    public async ValueTask<Result<Unit>> BlockAsync(OperationCaller caller, string? user, string? reason, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        if ((AccessChecks.OfUser(user) ?? AccessChecks.OfReason(reason) ?? AccessChecks.OfEnd(until, clock.UtcNow)) is { } error)
        {
            return error;
        }

        var block = new StoredRecord(AccessKinds.Block, user!) { ExpiresAt = until, Body = AccessJson.Write(new BlockBody(user!, reason ?? "")) };
        var outcome = await writer.ChangeAsync(block.Kind, block.Id, _ => Result.Of<StoredRecord?>(block), cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.As<Unit>();
        }

        await executor.ExecuteAsync(new DisconnectInstruction(ConnectionTarget.OfUser(user!), CloseCodes.PermissionDenied), cancellationToken);
        await writer.NoteAsync(caller, "user.blocked", $"user:{user}", cancellationToken, ("reason", reason ?? ""), ("until", AccessChecks.TextOf(until)));
        return default(Unit);
    }

    /// <summary>Lets a user in again.</summary>
    public async ValueTask<Result<Unit>> UnblockAsync(OperationCaller caller, string? user, CancellationToken cancellationToken)
    {
        if (AccessChecks.OfUser(user) is { } error)
        {
            return error;
        }

        var outcome = await writer.ChangeAsync(AccessKinds.Block, user!, static _ => Result.Of<StoredRecord?>(null), cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.As<Unit>();
        }

        await writer.NoteAsync(caller, "user.unblocked", $"user:{user}", cancellationToken);
        return default(Unit);
    }

    /// <summary>Makes a token invalid, or all of a user's that were made until now; connections that came by them are closed with 3500.</summary>
    public async ValueTask<Result<Unit>> RevokeTokensAsync(OperationCaller caller, string? user, string? tokenId, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        if ((AccessChecks.OfTokens(user, tokenId) ?? AccessChecks.OfEnd(until, clock.UtcNow)) is { } error)
        {
            return error;
        }

        var now = clock.UtcNow;

        // A token says in whole seconds when it was made: one of this second is among them.
        var body = new RevocationBody { User = tokenId is null ? user : null, TokenId = tokenId, Before = (now.ToUnixTimeSeconds() + 1) * 1000 };
        var record = new StoredRecord(AccessKinds.Revocation, body.Id) { ExpiresAt = until ?? now + settings.Current.Security.RevocationTime, Body = AccessJson.Write(body) };
        var outcome = await writer.ChangeAsync(record.Kind, record.Id, _ => Result.Of<StoredRecord?>(record), cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.As<Unit>();
        }

        var target = tokenId is null ? ConnectionTarget.OfUser(user!) : new ConnectionTarget();
        await executor.ExecuteAsync(new RevokeInstruction(target, tokenId ?? ""), cancellationToken);
        await writer.NoteAsync(caller, "tokens.revoked", body.Id, cancellationToken, ("until", AccessChecks.TextOf(record.ExpiresAt)));
        return default(Unit);
    }

    private ValueTask RecheckAsync(AccessSubject subject, CancellationToken cancellationToken)
        => executor.ExecuteAsync(new RecheckInstruction(new ConnectionTarget { User = subject.User }, subject.Role ?? ""), cancellationToken);

    private static StoredRecord? Merge(StoredRecord? there, AccessSubject subject, string channels, GrantTerms terms)
    {
        var before = there is null ? Operations.None : AccessJson.ReadGrant(there).Operations;
        var body = new GrantBody { User = subject.User, Role = subject.Role, Channels = channels, Operations = before | terms.Operations };
        return new StoredRecord(AccessKinds.Grant, GrantBody.IdOf(subject, channels, terms.Until)) { Owner = $"{subject}", ExpiresAt = terms.Until, Body = AccessJson.Write(body) };
    }

    private static StoredRecord? Without(StoredRecord? there, Operations operations)
    {
        if (there is null)
        {
            return null;
        }

        var body = AccessJson.ReadGrant(there);
        var left = body.Operations & ~operations;
        return left == body.Operations ? there : left == Operations.None ? null : there with { Body = AccessJson.Write(body with { Operations = left }) };
    }
}

/// <summary>What is given or taken back.</summary>
/// <param name="Operations">Which operations.</param>
/// <param name="Channels">In which channels: patterns.</param>
/// <param name="Until">Until when; null for ever.</param>
internal sealed record GrantTerms(Operations Operations, IReadOnlyList<string> Channels, DateTimeOffset? Until);
