using Switchboard.Bus;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Results;
using Switchboard.Security.Access;

namespace Switchboard.Commands.Access;

/// <summary>Changes records that say who may do what: first in the store, then in force here, then on the other nodes.</summary>
internal sealed class AccessWriter(IRecordStore store, AccessRegistry access, NodeBus bus, SettingsHolder settings, IAuditLog audit)
{
    private const int Attempts = 20;

    /// <summary>Changes a record, against all others who do at the same time.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="id">Its id.</param>
    /// <param name="change">The record as it is to be, made of what there is; the same to leave it; null to remove it. May be called again.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be changed.</param>
    /// <returns>The record; null where there is none any more.</returns>
    public async ValueTask<Result<StoredRecord?>> ChangeAsync(
        string kind, string id, Func<StoredRecord?, Result<StoredRecord?>> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var there = await store.FindAsync(kind, id, cancellationToken);
            var wanted = change(there);
            if (!wanted.IsSuccess || ReferenceEquals(wanted.Value, there))
            {
                return wanted;
            }

            if (wanted.Value is null)
            {
                if (await store.RemoveAsync(kind, id, there!.Revision, cancellationToken) is not null)
                {
                    access.Remove(there);
                    bus.SendAccess(there, isRemoved: true);
                    return Result.Of<StoredRecord?>(null);
                }
            }
            else if (there is null && access.Count >= settings.Current.Security.MaxRules)
            {
                return ErrorCodes.LimitExceeded with
                {
                    Message = $"{ErrorCodes.LimitExceeded.Message}: there are {settings.Current.Security.MaxRules} grants, blocks, revocations and keys, as many as security.maxRules allows",
                    Details = new ErrorDetails { Limit = settings.Current.Security.MaxRules },
                };
            }
            else if (await store.PutAsync(wanted.Value, there?.Revision ?? 0, cancellationToken) is { } revision)
            {
                var kept = wanted.Value with { Revision = revision };
                access.Apply(kept);
                bus.SendAccess(kept, isRemoved: false);
                return Result.Of<StoredRecord?>(kept);
            }
        }

        return ErrorCodes.TooManyRequests;
    }

    /// <summary>The ids of a subject's grants under any of some patterns: those of the store, as this node may not have heard yet of what another gave.</summary>
    public async ValueTask<IReadOnlyList<string>> FindGrantsAsync(AccessSubject subject, IReadOnlyList<string> channels, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        string? after = null;
        do
        {
            var page = await store.ListAsync(new RecordQuery(AccessKinds.Grant, PageSize.Max) { Owner = $"{subject}", After = after }, cancellationToken);
            found.AddRange(page.Records.Where(record => channels.Contains(AccessJson.ReadGrant(record).Channels, StringComparer.Ordinal)).Select(static record => record.Id));
            after = page.Cursor;
        }
        while (after is not null);
        return found;
    }

    /// <summary>Tells the auditor, before the caller is answered.</summary>
    public ValueTask NoteAsync(OperationCaller caller, string action, string target, CancellationToken cancellationToken, params (string Name, string Value)[] details)
        => audit.RecordAsync(caller, action, target, cancellationToken, details);
}
